package io.plimsoll.inference.pmml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of fields before a model sees them. */
class PmmlFieldsTest {

  private final Documents documents;

  PmmlFieldsTest(@TempDir Path folder) {
    this.documents = new Documents(folder);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<Apply function='if'><Apply function='greaterThan'><FieldRef"
            + " field='x'/><Constant>1</Constant></Apply><Constant>5</Constant><Constant>6</Constant></Apply>"
            + " | 5",
        "<Apply function='if'><Apply function='greaterThan'><FieldRef"
            + " field='y'/><Constant>1</Constant></Apply><Constant>5</Constant><Constant>6</Constant></Apply>"
            + " | NaN",
        "<Apply function='+' mapMissingTo='-1'><FieldRef field='x'/><FieldRef field='y'/></Apply> |"
            + " -1",
        "<Apply function='sum'><FieldRef field='x'/><FieldRef field='y'/></Apply> | 3",
        "<Apply function='/'><FieldRef field='x'/><Constant>0</Constant></Apply> | NaN",
        "<Apply function='/' defaultValue='9'><FieldRef field='x'/><Constant>0</Constant></Apply> |"
            + " 9",
        "<Apply function='or'><Apply function='isMissing'><FieldRef field='y'/></Apply><Apply"
            + " function='lessThan'><FieldRef field='y'/><Constant>0</Constant></Apply></Apply> |"
            + " 1",
        "<Apply function='isIn'><FieldRef"
            + " field='word'/><Constant>B</Constant><Constant>b</Constant></Apply> | 1",
        "<Apply function='stringLength'><Apply function='concat'><FieldRef field='word'/><Constant"
            + " dataType='string'>12</Constant></Apply></Apply> | 3",
        "<Apply function='round'><Constant>2.5</Constant></Apply> | 3",
        "<Apply function='modulo'><Constant>-7</Constant><FieldRef field='x'/></Apply> | 2",
        "<NormContinuous field='x'><LinearNorm orig='1' norm='0'/><LinearNorm orig='2'"
            + " norm='10'/></NormContinuous> | 20",
        "<NormContinuous field='x' outliers='asExtremeValues'><LinearNorm orig='1'"
            + " norm='0'/><LinearNorm orig='2' norm='10'/></NormContinuous> | 10",
        "<NormContinuous field='y' mapMissingTo='4'><LinearNorm orig='1' norm='0'/><LinearNorm"
            + " orig='2' norm='10'/></NormContinuous> | 4",
        "<NormDiscrete field='word' value='b'/> | 1",
        "<Discretize field='x' dataType='integer'><DiscretizeBin binValue='1'><Interval"
            + " closure='openOpen' rightMargin='3'/></DiscretizeBin><DiscretizeBin"
            + " binValue='2'><Interval closure='closedOpen' leftMargin='3'"
            + " rightMargin='4'/></DiscretizeBin></Discretize> | 2",
        "<MapValues outputColumn='out' dataType='double' defaultValue='7'><FieldColumnPair"
            + " field='word' column='in'/><FieldColumnPair field='x'"
            + " column='size'/><InlineTable><row><in>b</in><size>3.0</size><out>8</out></row></InlineTable></MapValues>"
            + " | 8",
      })
  void computesDerivedFields(String expression, double expected) throws Exception {
    String document =
        Documents.derived(
            "<TransformationDictionary><DerivedField name='d' optype='continuous' dataType='double'>%s</DerivedField></TransformationDictionary>"
                .formatted(expression),
            "d");

    assertThat(documents.answer(document, Map.of("x", 3, "word", "b")))
        .containsEntry("prediction", expected);
  }

  @Test
  void copiesFunctionsToWhereTheyAreApplied() throws Exception {
    String document =
        Documents.derived(
            """
            <TransformationDictionary>
              <DefineFunction name="square" optype="continuous"><ParameterField name="a"/>
                <Apply function="*"><FieldRef field="a"/><FieldRef field="a"/></Apply></DefineFunction>
              <DerivedField name="late" optype="continuous" dataType="double"><FieldRef field="early"/></DerivedField>
              <DerivedField name="early" optype="continuous" dataType="double">
                <Apply function="square"><Apply function="square"><FieldRef field="x"/></Apply></Apply></DerivedField>
            </TransformationDictionary>
            """,
            "late");

    assertThat(documents.answer(document, Map.of("x", 3))).containsEntry("prediction", 81.0);
  }

  @Test
  void treatsWhatIsMissingInvalidOrOutlying() throws Exception {
    String document =
        Documents.of(
            "x:double colour:string:red,green n:integer",
            """
            <RegressionModel functionName="regression">
              <MiningSchema>
                <MiningField name="x" outliers="asExtremeValues" lowValue="0" highValue="10" missingValueReplacement="4"/>
                <MiningField name="colour" invalidValueTreatment="asMissing" missingValueReplacement="green"/>
                <MiningField name="n" missingValueTreatment="returnInvalid"/>
              </MiningSchema>
              <RegressionTable>
                <NumericPredictor name="x" coefficient="1"/><NumericPredictor name="n" coefficient="100"/>
                <CategoricalPredictor name="colour" value="green" coefficient="1000"/>
              </RegressionTable>
            </RegressionModel>
            """);

    assertThat(documents.answer(document, Map.of("x", 99, "colour", "red", "n", 1)))
        .containsEntry("prediction", 110.0);
    assertThat(documents.answer(document, Map.of("colour", "blue", "n", 0)))
        .containsEntry("prediction", 1004.0);
    assertThatThrownBy(() -> documents.answer(document, Map.of()))
        .hasMessageContaining("`n` is missing");
    assertThatThrownBy(() -> documents.answer(document, Map.of("n", 1.5)))
        .hasMessage("`n` expects a whole number, got the number 1.5");
  }

  @Test
  void knowsTheNormalDistributionEverywhere() {
    // Values of R's pnorm.
    assertThat(NormalCurve.below(-8)).isCloseTo(6.220960574271785e-16, within(1e-27));
    assertThat(NormalCurve.below(-4)).isCloseTo(3.167124183311998e-05, within(1e-18));
    assertThat(NormalCurve.below(3.9)).isCloseTo(0.9999519036559824, within(1e-15));
    assertThat(NormalCurve.below(0)).isEqualTo(0.5);
    assertThat(NormalCurve.below(40)).isEqualTo(1);
  }
}
