package io.plimsoll.inference.pmml;

import io.plimsoll.inference.tensor.InferenceException;
import io.plimsoll.inference.tensor.InferenceException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads XML that nobody trusts, with the JDK's own parser: no document type, no entity, nothing
 * that lies elsewhere, and all of it within limits.
 */
final class XmlReader {

  /** Of a file; several times of that is needed while it is read, and only then. */
  static final long MAX_BYTES = 64L << 20;

  /** Of a heap of one GiB half as many, which then take a quarter of it while they are read. */
  static final int MAX_ELEMENTS =
      (int) Math.min(1_500_000, Runtime.getRuntime().maxMemory() / 1536);

  /** Trees nest a level for each of their own, so this is also how deep one may be. */
  static final int MAX_DEPTH = 512;

  /** Where the first element of a document is looked for. */
  private static final int START = 1 << 16;

  private static final int MAX_SHARED = 1 << 16;
  private static final String EXTENSION = "Extension";

  private final XMLStreamReader xml;
  private final Map<String, String> shared = new HashMap<>();
  private int elements;

  private XmlReader(XMLStreamReader xml) {
    this.xml = xml;
  }

  /**
   * What the first element is called; empty for what is not XML.
   *
   * @param namespace empty where it has none
   */
  record Root(String name, String namespace) {}

  static Optional<Root> root(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      // A comment is held as a whole, so one without an end is better not begun with.
      InputStream start = new ByteArrayInputStream(in.readNBytes(START));
      XMLStreamReader xml = factory().createXMLStreamReader(start);
      while (xml.hasNext()) {
        if (xml.next() == XMLStreamConstants.START_ELEMENT) {
          return Optional.of(new Root(xml.getLocalName(), namespace(xml)));
        }
      }
      return Optional.empty();
    } catch (XMLStreamException notXml) {
      return Optional.empty();
    }
  }

  /** The root element with all that is in it; extensions of vendors are left out. */
  static XmlElement read(Path file) throws IOException, InferenceException {
    long bytes = Files.size(file);
    if (bytes > MAX_BYTES) {
      throw refused(
          "the document has %,d MiB; at most %,d MiB are read"
              .formatted(bytes >> 20, MAX_BYTES >> 20));
    }
    try (InputStream in = Files.newInputStream(file)) {
      return new XmlReader(factory().createXMLStreamReader(in)).document();
    } catch (XMLStreamException e) {
      throw new InferenceException(
          Kind.FAILED, "it is not well-formed XML: " + firstLine(e.getMessage()), e);
    }
  }

  private static XMLInputFactory factory() {
    // Not whatever parser else is on the class path.
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
    // The JDK's own limit is lower than trees are deep.
    factory.setProperty("jdk.xml.maxElementDepth", String.valueOf(MAX_DEPTH + 1));
    factory.setXMLResolver(
        (publicId, systemId, base, space) -> {
          throw new XMLStreamException("it refers to another document");
        });
    return factory;
  }

  private XmlElement document() throws XMLStreamException, InferenceException {
    while (xml.hasNext()) {
      switch (xml.next()) {
        case XMLStreamConstants.DTD ->
            throw refused(
                "it has a document type (<!DOCTYPE …>); take it out, since it can name other files"
                    + " and grow without end");
        case XMLStreamConstants.START_ELEMENT -> {
          return element();
        }
        default -> {
          // Comments and processing instructions say nothing about the model.
        }
      }
    }
    throw refused("it holds no element");
  }

  /** An element that was begun and has children yet to come. */
  private static final class Draft {
    private final String name;
    private final int line;
    private final String[] attributes;
    private final List<XmlElement> children = new ArrayList<>(4);
    private @Nullable StringBuilder text;

    Draft(String name, int line, String[] attributes) {
      this.name = name;
      this.line = line;
      this.attributes = attributes;
    }

    XmlElement done() {
      String all = text == null ? "" : text.toString().strip();
      return new XmlElement(name, line, attributes, List.copyOf(children), all);
    }
  }

  /** Without recursion, so that no depth can harm. */
  private XmlElement element() throws XMLStreamException, InferenceException {
    List<Draft> open = new ArrayList<>();
    open.add(begin());
    while (true) {
      switch (xml.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          if (xml.getLocalName().equals(EXTENSION)) {
            skip();
          } else if (open.size() >= MAX_DEPTH) {
            throw refused(
                "line %d: elements are nested deeper than %d levels"
                    .formatted(xml.getLocation().getLineNumber(), MAX_DEPTH));
          } else {
            open.add(begin());
          }
        }
        case XMLStreamConstants.END_ELEMENT -> {
          XmlElement done = open.removeLast().done();
          if (open.isEmpty()) {
            return done;
          }
          open.getLast().children.add(done);
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text(open.getLast());
        case XMLStreamConstants.ENTITY_REFERENCE ->
            throw refused("it uses the entity &" + xml.getLocalName() + ";, which is not expanded");
        default -> {
          // Comments and processing instructions say nothing about the model.
        }
      }
    }
  }

  private Draft begin() throws InferenceException {
    count();
    String[] attributes = new String[2 * xml.getAttributeCount()];
    for (int i = 0; i < attributes.length; i += 2) {
      attributes[i] = shared(xml.getAttributeLocalName(i / 2));
      attributes[i + 1] = shared(xml.getAttributeValue(i / 2));
    }
    return new Draft(shared(xml.getLocalName()), xml.getLocation().getLineNumber(), attributes);
  }

  private void count() throws InferenceException {
    if (++elements > MAX_ELEMENTS) {
      throw refused("it has more than %,d elements".formatted(MAX_ELEMENTS));
    }
  }

  private void text(Draft element) {
    if (xml.isWhiteSpace() && element.text == null) {
      return;
    }
    StringBuilder text = element.text;
    if (text == null) {
      text = new StringBuilder();
      element.text = text;
    }
    text.append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
  }

  private void skip() throws XMLStreamException, InferenceException {
    for (int depth = 1; depth > 0; ) {
      int event = xml.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        count();
        depth++;
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        depth--;
      }
    }
  }

  /** The same few names and words come again and again; one copy of each is enough. */
  private String shared(String word) {
    if (shared.size() >= MAX_SHARED) {
      return shared.getOrDefault(word, word);
    }
    String before = shared.putIfAbsent(word, word);
    return before == null ? word : before;
  }

  private static String namespace(XMLStreamReader xml) {
    String namespace = xml.getNamespaceURI();
    return namespace == null ? "" : namespace;
  }

  private static InferenceException refused(String problem) {
    return new InferenceException(Kind.FAILED, problem);
  }

  private static String firstLine(@Nullable String message) {
    return String.valueOf(message).replaceAll("\\s+", " ").strip();
  }
}
