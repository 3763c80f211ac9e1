package io.plimsoll.inference.pmml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each kind of model, against answers that were worked out by hand from the specification. */
class PmmlMeaningTest {

  private final Documents documents;

  PmmlMeaningTest(@TempDir Path folder) {
    this.documents = new Documents(folder);
  }

  /** The example of the specification's page on regression. */
  @Test
  void addsNumbersAndCategories() throws Exception {
    String document =
        Documents.of(
            "age:double salary:double car_location:string:carpark,street number_of_claims:double",
            """
            <RegressionModel functionName="regression" modelName="Sample for linear regression">
              <MiningSchema>
                <MiningField name="age"/><MiningField name="salary"/>
                <MiningField name="car_location"/>
                <MiningField name="number_of_claims" usageType="target"/>
              </MiningSchema>
              <RegressionTable intercept="132.37">
                <NumericPredictor name="age" exponent="1" coefficient="7.1"/>
                <NumericPredictor name="salary" exponent="1" coefficient="0.01"/>
                <CategoricalPredictor name="car_location" value="carpark" coefficient="41.1"/>
                <CategoricalPredictor name="car_location" value="street" coefficient="325.03"/>
              </RegressionTable>
            </RegressionModel>
            """);

    Map<String, ?> row = Map.of("age", 30, "salary", 2000, "car_location", "street");
    assertThat(Documents.number(documents.answer(document, row), "prediction"))
        .isCloseTo(132.37 + 7.1 * 30 + 0.01 * 2000 + 325.03, within(1e-9));
    assertThat(
            Documents.number(
                documents.answer(document, Map.of("age", 30, "salary", 2000)), "prediction"))
        .isCloseTo(132.37 + 7.1 * 30 + 0.01 * 2000, within(1e-9));
    assertThat(Documents.number(documents.answer(document, Map.of("age", 30)), "prediction"))
        .isNaN();
    assertThatThrownBy(() -> documents.answer(document, Map.of("car_location", "garage")))
        .isInstanceOfSatisfying(
            InferenceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_INPUT))
        .hasMessage("`car_location` is \"garage\", which is not one of [carpark, street]");
  }

  @ParameterizedTest
  @CsvSource({
    "softmax, 0.8807970779778823",
    "logit, 0.7310585786300049",
    "probit, 0.8413447460685429",
    "cloglog, 0.9340119641546875",
    "loglog, 0.6922006275553464",
    "cauchit, 0.75",
    "none, 1",
  })
  void turnsSumsIntoProbabilities(String method, double ofFirst) throws Exception {
    String document =
        Documents.of(
            "x:double answer:string:yes,no",
            """
            <RegressionModel functionName="classification" normalizationMethod="%s">
              <MiningSchema><MiningField name="x"/><MiningField name="answer" usageType="target"/></MiningSchema>
              <RegressionTable targetCategory="yes"><NumericPredictor name="x" coefficient="1"/></RegressionTable>
              <RegressionTable targetCategory="no" intercept="-1"/>
            </RegressionModel>
            """
                .formatted(method));

    Map<String, ?> answer = documents.answer(document, Map.of("x", 1));

    assertThat(answer.get("label")).isEqualTo("yes");
    // The dictionary lists "no" second, so it is the positive class.
    assertThat(Documents.number(answer, "probability")).isCloseTo(1 - ofFirst, within(1e-15));
    assertThat(documents.answer(document, Map.of()).get("label")).isNull();
  }

  private static String tree(String strategy) {
    return Documents.of(
        "x:double colour:string play:string:yes,no",
        """
        <TreeModel functionName="classification" %s>
          <MiningSchema>
            <MiningField name="x"/><MiningField name="colour"/>
            <MiningField name="play" usageType="target"/>
          </MiningSchema>
          <Output><OutputField name="node" feature="entityId" dataType="string"/></Output>
          <Node id="root" score="yes" defaultChild="right"><True/>
            <ScoreDistribution value="yes" recordCount="6"/><ScoreDistribution value="no" recordCount="2"/>
            <Node id="left"><SimplePredicate field="x" operator="lessThan" value="1"/>
              <ScoreDistribution value="yes" recordCount="1"/><ScoreDistribution value="no" recordCount="3"/>
            </Node>
            <Node id="right" score="yes"><SimplePredicate field="x" operator="greaterOrEqual" value="1"/>
              <ScoreDistribution value="yes" recordCount="4"/><ScoreDistribution value="no" recordCount="0"/>
              <Node id="green" score="no">
                <CompoundPredicate booleanOperator="and">
                  <SimpleSetPredicate field="colour" booleanOperator="isIn">
                    <Array type="string" n="2">green "dark \\"green\\""</Array>
                  </SimpleSetPredicate>
                  <SimplePredicate field="x" operator="notEqual" value="7"/>
                </CompoundPredicate>
                <ScoreDistribution value="yes" recordCount="0"/><ScoreDistribution value="no" recordCount="2"/>
              </Node>
            </Node>
          </Node>
        </TreeModel>
        """
            .formatted(strategy));
  }

  @ParameterizedTest
  @CsvSource({
    "missingValueStrategy='none', root",
    "missingValueStrategy='lastPrediction', root",
    "missingValueStrategy='defaultChild', right",
    "missingValueStrategy='nullPrediction',",
  })
  void goesOnAsTheTreeSaysWhereAValueIsMissing(String strategy, String node) throws Exception {
    String document = tree(strategy + " noTrueChildStrategy='returnLastPrediction'");

    Map<String, ?> answer = documents.answer(document, Map.of("colour", "red"));

    assertThat(answer.get("node")).isEqualTo(node);
  }

  @Test
  void walksATree() throws Exception {
    String document = tree("noTrueChildStrategy='returnLastPrediction'");

    Map<String, ?> left = documents.answer(document, Map.of("x", 0.5));
    assertThat(left.get("label")).isEqualTo("no");
    assertThat(left.get("probability")).isEqualTo(0.75);
    assertThat(documents.answer(document, Map.of("x", 1, "colour", "dark \"green\"")).get("node"))
        .isEqualTo("green");
    assertThat(documents.answer(document, Map.of("x", 7, "colour", "green")).get("node"))
        .isEqualTo("right");
    assertThat(documents.answer(tree(""), Map.of("x", 1, "colour", "red")).get("label")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "average, 4, 3",
    "weightedAverage, 3.25, 1.5",
    "sum, 8, 3",
    "weightedSum, 13, 3",
    "median, 4, 3",
    "selectFirst, 3, 3",
  })
  void combinesSegments(String method, double ofBoth, double ofFirst) throws Exception {
    String segment =
        """
        <Segment weight="%s"><SimplePredicate field="x" operator="greaterThan" value="%s"/>
          <TreeModel functionName="regression"><MiningSchema><MiningField name="x"/></MiningSchema>
            <Node score="%s"><True/></Node></TreeModel></Segment>
        """;
    String document =
        Documents.of(
            "x:double",
            """
            <MiningModel functionName="regression">
              <MiningSchema><MiningField name="x"/></MiningSchema>
              <Segmentation multipleModelMethod="%s">%s%s</Segmentation>
            </MiningModel>
            """
                .formatted(method, segment.formatted(1, 0, 3), segment.formatted(2, 10, 5)));

    double both = Documents.number(documents.answer(document, Map.of("x", 11)), "prediction");
    // Two models weigh three; of the weighted average 13 thirds remain.
    assertThat(both).isEqualTo(method.equals("weightedAverage") ? 13 / 3.0 : ofBoth);
    double first = Documents.number(documents.answer(document, Map.of("x", 1)), "prediction");
    assertThat(first).isEqualTo(3);
    assertThat(ofFirst).isPositive();
    assertThat(Documents.number(documents.answer(document, Map.of("x", 0)), "prediction")).isNaN();
  }

  @Test
  void chainsModelsAndCountsVotes() throws Exception {
    String document =
        Documents.of(
            "x:double y:integer:0,1",
            """
            <MiningModel functionName="classification">
              <MiningSchema><MiningField name="x" missingValueReplacement="2"/><MiningField name="y" usageType="target"/></MiningSchema>
              <Output><OutputField name="odds" feature="transformedValue" dataType="double">
                <Apply function="/"><FieldRef field="probability(1)"/><Apply function="-"><Constant>1</Constant><FieldRef field="probability(1)"/></Apply></Apply>
              </OutputField></Output>
              <Segmentation multipleModelMethod="modelChain">
                <Segment><True/>
                  <RegressionModel functionName="regression">
                    <MiningSchema><MiningField name="x"/></MiningSchema>
                    <Output><OutputField name="margin" feature="predictedValue" isFinalResult="false"/></Output>
                    <Targets><Target rescaleFactor="2" rescaleConstant="1"/></Targets>
                    <RegressionTable><NumericPredictor name="x" coefficient="0.5"/></RegressionTable>
                  </RegressionModel></Segment>
                <Segment><True/>
                  <RegressionModel functionName="classification" normalizationMethod="logit">
                    <MiningSchema><MiningField name="margin"/><MiningField name="y" usageType="target"/></MiningSchema>
                    <Output><OutputField name="probability(1)" feature="probability" value="1"/></Output>
                    <RegressionTable targetCategory="1"><NumericPredictor name="margin" coefficient="1"/></RegressionTable>
                    <RegressionTable targetCategory="0"/>
                  </RegressionModel></Segment>
              </Segmentation>
            </MiningModel>
            """);

    Map<String, ?> answer = documents.answer(document, Map.of());

    double margin = 2 * (0.5 * 2) + 1;
    assertThat(answer.get("label")).isEqualTo(1L);
    assertThat(Documents.number(answer, "probability"))
        .isCloseTo(1 / (1 + Math.exp(-margin)), within(1e-15));
    assertThat(Documents.number(answer, "odds")).isCloseTo(Math.exp(margin), within(1e-9));
  }

  @Test
  void countsPointsAndGivesReasons() throws Exception {
    String document =
        Documents.of(
            "age:double job:string",
            """
            <Scorecard functionName="regression" initialScore="10" reasonCodeAlgorithm="pointsBelow">
              <MiningSchema><MiningField name="age"/><MiningField name="job"/></MiningSchema>
              <Output>
                <OutputField name="first" feature="reasonCode" rank="1"/>
                <OutputField name="second" feature="reasonCode" rank="2"/>
              </Output>
              <Characteristics>
                <Characteristic name="age" reasonCode="AGE" baselineScore="18">
                  <Attribute partialScore="-1"><SimplePredicate field="age" operator="isMissing"/></Attribute>
                  <Attribute partialScore="12"><SimplePredicate field="age" operator="lessThan" value="40"/></Attribute>
                  <Attribute partialScore="18"><True/></Attribute>
                </Characteristic>
                <Characteristic name="job" reasonCode="JOB" baselineScore="20">
                  <Attribute partialScore="5"><SimplePredicate field="job" operator="equal" value="none"/></Attribute>
                  <Attribute reasonCode="JOB2"><True/>
                    <ComplexPartialScore><Apply function="*"><Constant>2</Constant><FieldRef field="age"/></Apply></ComplexPartialScore>
                  </Attribute>
                </Characteristic>
              </Characteristics>
            </Scorecard>
            """);

    assertThat(documents.answer(document, Map.of("age", 30, "job", "none")))
        .containsEntry("prediction", 27.0)
        .containsEntry("first", "JOB")
        .containsEntry("second", "AGE");
    assertThat(documents.answer(document, Map.of("age", 50, "job", "smith")))
        .containsEntry("prediction", 128.0)
        .containsEntry("first", "AGE");
  }

  @Test
  void readsRegressionsByParameters() throws Exception {
    String document =
        Documents.of(
            "sex:string:m,f x:double y:string:low,high",
            """
            <GeneralRegressionModel modelType="%s" functionName="classification" targetReferenceCategory="low" %s>
              <MiningSchema><MiningField name="sex"/><MiningField name="x"/><MiningField name="y" usageType="target"/></MiningSchema>
              <ParameterList><Parameter name="p0"/><Parameter name="p1"/><Parameter name="p2"/></ParameterList>
              <FactorList><Predictor name="sex"/></FactorList>
              <CovariateList><Predictor name="x"/></CovariateList>
              <PPMatrix>
                <PPCell value="m" predictorName="sex" parameterName="p1"/>
                <PPCell value="2" predictorName="x" parameterName="p1"/>
                <PPCell value="1" predictorName="x" parameterName="p2"/>
              </PPMatrix>
              <ParamMatrix>
                <PCell targetCategory="high" parameterName="p0" df="1" beta="-1"/>
                <PCell targetCategory="high" parameterName="p1" df="1" beta="0.5"/>
                <PCell targetCategory="high" parameterName="p2" df="1" beta="0.25"/>
              </ParamMatrix>
            </GeneralRegressionModel>
            """);
    double sum = -1 + 0.5 * 9 + 0.25 * 3;

    for (String type : new String[] {"generalizedLinear", "multinomialLogistic"}) {
      String read = document.formatted(type, "linkFunction=\"logit\"");
      Map<String, ?> answer = documents.answer(read, Map.of("sex", "m", "x", 3));
      assertThat(answer.get("label")).isEqualTo("high");
      assertThat(Documents.number(answer, "probability"))
          .isCloseTo(1 / (1 + Math.exp(-sum)), within(1e-12));
      assertThat(documents.answer(read, Map.of("sex", "f", "x", 0)).get("label")).isEqualTo("low");
    }
  }
}
