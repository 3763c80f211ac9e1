package io.plimsoll.inference.pmml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.inference.tensor.InferenceException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What would harm the server or change the answers is refused with its place. */
@Timeout(30)
class PmmlRefusalsTest {

  private static final String MODEL =
      """
      <RegressionModel functionName="regression">
        <MiningSchema><MiningField name="x"/><MiningField name="y" usageType="target"/></MiningSchema>
        <RegressionTable intercept="1"><NumericPredictor name="x" coefficient="2"/></RegressionTable>
        %s
      </RegressionModel>
      """;

  private final Documents documents;

  PmmlRefusalsTest(@TempDir Path folder) {
    this.documents = new Documents(folder);
  }

  private void refuses(String document, String... words) {
    assertThatThrownBy(() -> documents.read(document).verify())
        .isInstanceOf(InferenceException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(words));
  }

  private static String model(String more) {
    return Documents.of("x:double y:double", MODEL.formatted(more));
  }

  @Test
  void readsNoDocumentTypeAndNoEntity() {
    String document = model("");
    String type = "<!DOCTYPE PMML [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>";
    refuses(document.replace("<PMML", type + "<PMML"), "document type");
    refuses(document.replace("<Header/>", "<Header copyright=\"&a;\"/>"), "not well-formed");
    refuses(document.replace("<Header/>", "<Header>&a;</Header>"), "a");
  }

  @Test
  void boundsDepth() {
    String deep = "<Node score='1'><True/>".repeat(600) + "</Node>".repeat(600);
    refuses(
        Documents.of(
            "x:double",
            "<TreeModel functionName='regression'><MiningSchema><MiningField name='x'/></MiningSchema>%s</TreeModel>"
                .formatted(deep)),
        "nested deeper than 512");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://www.dmg.org/PMML-4_4 | http://www.dmg.org/PMML-2_0 | namespace",
        "functionName=\"regression\" | functionName=\"timeSeries\" | timeSeries",
        "name=\"x\" coefficient | name=\"z\" coefficient | names the field \"z\"",
        "coefficient=\"2\" | coefficient=\"two\" | coefficient is \"two\", which is not a number",
        "<MiningField name=\"x\"/> | <MiningField name=\"z\"/> | names \"z\", which the"
            + " DataDictionary does not",
        "dataType=\"double\" | dataType=\"dateDaysSince[1960]\" | data type"
            + " \"dateDaysSince[1960]\"",
        "</RegressionTable> | <Magic/></RegressionTable> | line 6: <Magic> is not supported inside"
            + " of <RegressionTable>",
        "</RegressionTable> | </RegressionTable><Magic/> | <Magic> is not supported inside of"
            + " <RegressionModel>",
        "RegressionModel | SupportVectorMachineModel | known are [ClusteringModel,"
            + " GeneralRegressionModel",
        "<Header/> | <Header/><Scorecard functionName='regression'/> | holds 2 models",
      })
  void namesWhatItDoesNotKnow(String part, String other, String words) {
    refuses(model("").replace(part, other), words);
  }

  @Test
  void refusesCirclesOfFieldsAndFunctions() {
    refuses(
        Documents.derived(
            "<TransformationDictionary><DerivedField name='a' dataType='double'><FieldRef"
                + " field='b'/></DerivedField><DerivedField name='b' dataType='double'><FieldRef"
                + " field='a'/></DerivedField></TransformationDictionary>",
            "a"),
        "is derived from itself");
    refuses(
        Documents.derived(
            "<TransformationDictionary><DefineFunction name='f'><ParameterField name='p'/><Apply"
                + " function='f'><FieldRef field='p'/></Apply></DefineFunction><DerivedField"
                + " name='a' dataType='double'><Apply function='f'><FieldRef"
                + " field='x'/></Apply></DerivedField></TransformationDictionary>",
            "a"),
        "applies \"f\" inside of itself");
  }

  /** Thirty lines that would be a thousand million rules. */
  @Test
  void boundsWhatFunctionsGrowTo() {
    String functions =
        "<DefineFunction name='f0'><ParameterField name='p'/><FieldRef field='p'/></DefineFunction>"
            + IntStream.range(1, 30)
                .mapToObj(
                    i ->
                        "<DefineFunction name='f%d'><ParameterField name='p'/><Apply function='+'><Apply function='f%d'><FieldRef field='p'/></Apply><Apply function='f%d'><FieldRef field='p'/></Apply></Apply></DefineFunction>"
                            .formatted(i, i - 1, i - 1))
                .collect(Collectors.joining());
    refuses(
        Documents.derived(
            "<TransformationDictionary>%s<DerivedField name='a' dataType='double'><Apply function='f29'><FieldRef field='x'/></Apply></DerivedField></TransformationDictionary>"
                .formatted(functions),
            "a"),
        "rules of the document");
  }

  /** Were an argument computed wherever it is looked at, this would never end. */
  @Test
  void computesNoArgumentTwice() throws Exception {
    String nested = "<FieldRef field='x'/>";
    for (int i = 0; i < 100; i++) {
      nested =
          "<Apply function='+' mapMissingTo='0'>%s<Constant>1</Constant></Apply>".formatted(nested);
    }
    String document =
        Documents.derived(
            "<TransformationDictionary><DerivedField name='a' dataType='double'>%s</DerivedField></TransformationDictionary>"
                .formatted(nested),
            "a");
    assertThat(documents.answer(document, Map.of("x", 1))).containsEntry("prediction", 101.0);
  }

  private static String verified(String expected) {
    return model(
        """
        <ModelVerification recordCount="2">
          <VerificationFields>
            <VerificationField field="x" column="data:x"/>
            <VerificationField field="y" column="data:y" precision="1E-9"/>
          </VerificationFields>
          <InlineTable>
            <row xmlns:data="http://example.org"><data:x>1</data:x><data:y>3</data:y></row>
            <row><x>2</x><y>%s</y></row>
          </InlineTable>
        </ModelVerification>
        """
            .formatted(expected));
  }

  @Test
  void refusesADocumentThatSaysOtherwiseItself() throws Exception {
    documents.read(verified("5.000000001")).verify();
    refuses(
        verified("5.1"),
        "row 2 of its ModelVerification",
        "`y` is 5.0 here, and 5.1 in the document");
  }
}
