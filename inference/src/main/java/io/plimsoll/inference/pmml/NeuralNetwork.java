package io.plimsoll.inference.pmml;

import io.plimsoll.inference.pmml.Expression.NumberRule;
import io.plimsoll.inference.tensor.InferenceException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;

/** {@code NeuralNetwork}: layers of weighted sums, each neuron's value in a place of its own. */
final class NeuralNetwork implements Scorer {

  private static final String[] ACTIVATIONS = {
    "threshold",
    "logistic",
    "tanh",
    "identity",
    "exponential",
    "reciprocal",
    "square",
    "Gauss",
    "sine",
    "cosine",
    "Elliott",
    "arctan",
    "rectifier"
  };

  private final List<String> classes;
  private final NumberRule[] inputs;
  private final List<Layer> layers;
  private final int[] outputs;
  private final DoubleUnaryOperator scale;
  private final int neurons;

  private NeuralNetwork(
      Reader reader, List<String> classes, int[] outputs, DoubleUnaryOperator scale) {
    this.classes = classes;
    this.inputs = reader.inputs.toArray(NumberRule[]::new);
    this.layers = List.copyOf(reader.layers);
    this.neurons = reader.places.size();
    this.outputs = outputs;
    this.scale = scale;
  }

  /** Its neurons take the places from {@code first} on. */
  private record Layer(
      int first, Neuron[] neurons, DoubleUnaryOperator activation, String normalisation) {}

  private record Neuron(double bias, int[] from, double[] weights) {}

  static Scorer read(Context context) throws InferenceException {
    context.allow("NeuralInputs", "NeuralLayer", "NeuralOutputs");
    if (!context.isClassification() && !context.isRegression()) {
      throw context.notThere();
    }
    Reader reader = new Reader(context);
    for (XmlElement input :
        context.element().requireChild("NeuralInputs").children("NeuralInput")) {
      reader.input(input);
    }
    for (XmlElement layer : context.element().children("NeuralLayer")) {
      reader.layer(layer);
    }
    return reader.network();
  }

  private static final class Reader {
    private final Context context;
    private final Map<String, Integer> places = new HashMap<>();
    private final List<NumberRule> inputs = new ArrayList<>();
    private final List<Layer> layers = new ArrayList<>();

    Reader(Context context) {
      this.context = context;
    }

    void input(XmlElement input) throws InferenceException {
      Expression value =
          new ExpressionReader(context.scope()).only(input.requireChild("DerivedField"));
      place(input);
      inputs.add(value.number(input));
    }

    private void place(XmlElement element) throws InferenceException {
      context.scope().layout().rule(element);
      if (places.put(element.require("id"), places.size()) != null) {
        throw element.refused("has the id \"%s\" of another one".formatted(element.require("id")));
      }
    }

    private int placeOf(XmlElement element, String attribute) throws InferenceException {
      Integer place = places.get(element.require(attribute));
      if (place == null) {
        throw element.refused(
            "names \"%s\", which is no neuron before it".formatted(element.require(attribute)));
      }
      return place;
    }

    void layer(XmlElement layer) throws InferenceException {
      int first = places.size();
      List<Neuron> neurons = new ArrayList<>();
      layer.allow(Set.of("Neuron"));
      List<XmlElement> elements = layer.children("Neuron");
      for (XmlElement element : elements) {
        element.allow(Set.of("Con"));
        List<XmlElement> connections = element.children("Con");
        int[] from = new int[connections.size()];
        double[] weights = new double[from.length];
        for (int i = 0; i < from.length; i++) {
          from[i] = placeOf(connections.get(i), "from");
          weights[i] = connections.get(i).number("weight");
        }
        neurons.add(new Neuron(element.numberOr("bias", 0), from, weights));
      }
      for (XmlElement element : elements) {
        place(element);
      }
      layers.add(
          new Layer(
              first,
              neurons.toArray(Neuron[]::new),
              activation(layer),
              inherited(layer, "normalizationMethod", "none", "none", "simplemax", "softmax")));
    }

    /** What a layer does not say is said of the whole network. */
    private String inherited(XmlElement layer, String attribute, String otherwise, String... known)
        throws InferenceException {
      XmlElement speaker = layer.has(attribute) ? layer : context.element();
      return speaker.oneOf(attribute, otherwise, known);
    }

    private DoubleUnaryOperator activation(XmlElement layer) throws InferenceException {
      double threshold = layer.numberOr("threshold", context.element().numberOr("threshold", 0));
      return switch (inherited(layer, "activationFunction", "", ACTIVATIONS)) {
        case "threshold" -> z -> z > threshold ? 1 : 0;
        case "logistic" -> Links::logistic;
        case "tanh" -> Math::tanh;
        case "exponential" -> Math::exp;
        case "reciprocal" -> z -> 1 / z;
        case "square" -> z -> z * z;
        case "Gauss" -> z -> Math.exp(-z * z);
        case "sine" -> Math::sin;
        case "cosine" -> Math::cos;
        case "Elliott" -> z -> z / (1 + Math.abs(z));
        case "arctan" -> z -> 2 * Math.atan(z) / Math.PI;
        case "rectifier" -> z -> Math.max(0, z);
        default -> z -> z;
      };
    }

    Scorer network() throws InferenceException {
      XmlElement owner = context.element().requireChild("NeuralOutputs");
      List<XmlElement> elements = owner.children("NeuralOutput");
      boolean fits = context.isRegression() ? elements.size() == 1 : elements.size() > 1;
      if (!fits) {
        throw owner.refused(
            "has %d outputs with functionName=\"%s\""
                .formatted(elements.size(), context.function()));
      }
      int[] outputs = new int[elements.size()];
      List<String> classes = new ArrayList<>();
      DoubleUnaryOperator scale = z -> z;
      for (int i = 0; i < outputs.length; i++) {
        XmlElement output = elements.get(i);
        outputs[i] = placeOf(output, "outputNeuron");
        XmlElement field = output.requireChild("DerivedField");
        if (context.isClassification()) {
          classes.add(context.label(field.requireChild("NormDiscrete").require("value")));
        } else if (field.child("NormContinuous").isPresent()) {
          Normalisation.Line line = Normalisation.Line.of(field.requireChild("NormContinuous"));
          scale = line::backFrom;
        } else {
          field.requireChild("FieldRef");
        }
      }
      return new NeuralNetwork(this, classes, outputs, scale);
    }
  }

  @Override
  public List<String> classes() {
    return classes;
  }

  @Override
  public Outcome score(Frame frame) {
    double[] values = new double[neurons];
    for (int i = 0; i < inputs.length; i++) {
      values[i] = inputs[i].in(frame);
    }
    for (Layer layer : layers) {
      run(layer, values);
    }
    double[] answers = new double[outputs.length];
    for (int i = 0; i < answers.length; i++) {
      answers[i] = values[outputs[i]];
    }
    return classes.isEmpty()
        ? Outcome.number(scale.applyAsDouble(answers[0]))
        : Outcome.largest(classes, answers);
  }

  private static void run(Layer layer, double[] values) {
    double[] own = new double[layer.neurons().length];
    for (int i = 0; i < own.length; i++) {
      Neuron neuron = layer.neurons()[i];
      double sum = neuron.bias();
      for (int j = 0; j < neuron.from().length; j++) {
        sum += neuron.weights()[j] * values[neuron.from()[j]];
      }
      // A threshold would otherwise make an answer of what is missing.
      own[i] = Double.isNaN(sum) ? sum : layer.activation().applyAsDouble(sum);
    }
    switch (layer.normalisation()) {
      case "softmax" -> Links.softmax(own);
      case "simplemax" -> Links.simplemax(own);
      default -> {
        // The sums are the answers.
      }
    }
    System.arraycopy(own, 0, values, layer.first(), own.length);
  }
}
