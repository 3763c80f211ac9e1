package io.plimsoll.inference;

import io.plimsoll.inference.repository.Inspection;
import io.plimsoll.inference.repository.InvalidRepositoryException;
import io.plimsoll.inference.repository.ModelRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a model repository file by file. */
record RepositoryFolder(Path path) {

  /** A repository of Python code with one test row and nothing to install. */
  static RepositoryFolder ofCode(Path path, String code) throws IOException {
    return new RepositoryFolder(path)
        .with("predict.py", code)
        .with("requirements.txt", TestHome.requirements())
        .with("test_data.json", "[{\"x\": 1.5}, {\"x\": 2}]");
  }

  /** A repository with one of the models that make_pickles.py saves. */
  static RepositoryFolder ofPickle(Path path, String name) throws Exception {
    String ending = name.substring(name.lastIndexOf('.'));
    Files.copy(TestHome.pickles().resolve(name), path.resolve("model" + ending));
    return new RepositoryFolder(path)
        .with("requirements.txt", TestHome.requirements())
        .with("test_data.json", "[{\"temp\": 60, \"wind\": 20}, {\"wind\": 3.5, \"temp\": 31}]");
  }

  static RepositoryFolder ofOnnx(Path path, String name) throws IOException {
    TestHome.onnx(name, path.resolve("model.onnx"));
    return new RepositoryFolder(path);
  }

  RepositoryFolder with(String name, String text) throws IOException {
    Files.writeString(path.resolve(name), text);
    return this;
  }

  Inspection inspect() throws IOException, InvalidRepositoryException {
    return ModelRepository.inspect(path);
  }
}
