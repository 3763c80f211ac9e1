package io.plimsoll.inference.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequirementsTest {

  @Test
  void normalisesSoThatEqualNeedsAreEqual() throws InvalidRequirementsException {
    Requirements one = Requirements.parse("Scikit_Learn == 1.7.2  # the model\n\npandas>=2,<3\n");
    Requirements other = Requirements.parse("\uFEFFpandas >= 2, < 3\r\nscikit-learn==1.7.2\r\n");

    assertThat(one).isEqualTo(other);
    assertThat(one.lines()).containsExactly("pandas>=2,<3", "scikit-learn==1.7.2");
  }

  @Test
  void keepsExtrasAndMarkers() throws InvalidRequirementsException {
    assertThat(Requirements.parse("a[b, c]~=1.0 ; python_version < \"3.12\"").lines())
        .containsExactly("a[b,c]~=1.0 ; python_version < \"3.12\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-e .|option of pip",
        "--index-url https://evil.example/simple|option of pip",
        "-r other.txt|option of pip",
        "package @ https://evil.example/p.whl|names an address",
        "git+https://evil.example/p.git|names an address",
        "./local|names a file",
        "/etc/passwd|names a file",
        "numpy==1.26 \\|continues on the next line",
        "numpy==1; $(touch x)|can be understood",
      })
  void refusesEverythingButPlainRequirements(String line, String reason) {
    assertThatThrownBy(() -> Requirements.parse("numpy\n" + line))
        .isInstanceOf(InvalidRequirementsException.class)
        .hasMessageStartingWith("requirements.txt line 2: \"" + line + "\"")
        .hasMessageContaining(reason);
  }
}
