package io.plimsoll.inference.pmml;

import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads files of PMML 3.0 to 4.4. Stateless. */
public final class PmmlFile {

  private static final String ROOT = "PMML";
  private static final Pattern NAMESPACE =
      Pattern.compile("http://www\\.dmg\\.org/PMML-[34]_\\d.*");
  private static final Set<String> BESIDES_MODELS =
      Set.of("Header", "MiningBuildTask", "DataDictionary", "TransformationDictionary");

  /** By measurement: what is kept of a document beside its rules. */
  private static final long BYTES_OF_ANY = 64L << 10;

  /** By measurement: 1.3 with the spaces that most exporters write, 2.6 without any. */
  private static final long BYTES_PER_FILE_BYTE = 3;

  private PmmlFile() {}

  /** Whether the root element is that of PMML; what else there is may still be refused. */
  public static boolean isPmml(Path file) throws IOException {
    return XmlReader.root(file).map(root -> root.name().equals(ROOT)).orElse(false);
  }

  /** What the model is taken to need on the heap once it is open, in bytes. */
  public static long memoryFor(Path file) throws IOException {
    return BYTES_OF_ANY + BYTES_PER_FILE_BYTE * Files.size(file);
  }

  /** Reads and understands all of it, or refuses it with the line that it does not understand. */
  public static PmmlEvaluator read(Path file) throws InferenceException, IOException {
    String name = String.valueOf(file.getFileName());
    try {
      requireNamespace(file);
      return evaluator(XmlReader.read(file));
    } catch (InferenceException e) {
      throw new InferenceException(
          e.kind(), "%s cannot be served: %s".formatted(name, e.getMessage()), e);
    } catch (StackOverflowError e) {
      throw new InferenceException(
          Kind.FAILED, name + " cannot be served: its parts are nested too deep", e);
    }
  }

  private static void requireNamespace(Path file) throws IOException, InferenceException {
    String namespace = XmlReader.root(file).map(XmlReader.Root::namespace).orElse("");
    if (!NAMESPACE.matcher(namespace).matches()) {
      throw new InferenceException(
          Kind.FAILED,
          "its root element is in the namespace \"%s\"; PMML 3.0 to 4.4 is read, such as xmlns=\"http://www.dmg.org/PMML-4_4\""
              .formatted(XmlElement.shown(namespace)));
    }
  }

  private static PmmlEvaluator evaluator(XmlElement root) throws InferenceException {
    List<XmlElement> models = new ArrayList<>();
    for (XmlElement child : root.children()) {
      if (!BESIDES_MODELS.contains(child.name())) {
        models.add(child);
      }
    }
    if (models.size() != 1) {
      throw root.refused(
          "holds %d models; leave one of them, of the kinds %s"
              .formatted(models.size(), new TreeSet<>(ModelReader.KINDS)));
    }
    Map<String, DataField> dictionary = new LinkedHashMap<>();
    for (XmlElement element : root.requireChild("DataDictionary").children("DataField")) {
      DataField field = DataField.of(element);
      if (dictionary.put(field.name(), field) != null) {
        throw element.refused("has the name \"%s\" of another one".formatted(field.name()));
      }
    }
    Layout layout = new Layout(root);
    List<Step> steps = new ArrayList<>();
    Scope document = new Scope(layout, null, steps);
    for (XmlElement transformations : root.children("TransformationDictionary")) {
      transformations.allow(Set.of("DefineFunction", "DerivedField"));
      for (XmlElement function : transformations.children("DefineFunction")) {
        layout.define(function);
      }
      document.declare(transformations);
    }
    ModelReader reader = new ModelReader(dictionary);
    XmlElement element = models.getFirst();
    CompiledModel model = reader.outermost(element, document, steps);
    Answers answers = Answers.of(element, model, reader.target(element));
    return new PmmlEvaluator(
        reader.inputs(), model, answers, layout, Verification.read(element, reader, answers));
  }
}
