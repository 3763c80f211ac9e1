import { render, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { plainWords, Words } from "@/ui/words";

const sentence = "Overloaded, on drift of `dep_delay`, then `temp`.";

describe("Words", () => {
  it("sets names between backticks as code, and says the sentence unchanged", () => {
    const { container } = render(<Words text={sentence} />);
    expect(container.textContent).toBe("Overloaded, on drift of dep_delay, then temp.");
    expect(screen.getByText("dep_delay").tagName).toBe("CODE");
    expect(screen.getByText("temp").tagName).toBe("CODE");
  });

  it("leaves a backtick that stands alone as it is", () => {
    const { container } = render(<Words text="It’s a ` alone" />);
    expect(container.textContent).toBe("It’s a ` alone");
    expect(container.querySelector("code")).toBeNull();
  });

  it("has the same words where only text can stand", () => {
    expect(plainWords(sentence)).toBe("Overloaded, on drift of dep_delay, then temp.");
  });
});
