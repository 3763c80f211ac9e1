import { describe, expect, it } from "vitest";
import {
  curlCall,
  exampleBody,
  javaCall,
  parseBody,
  predictAddress,
  pythonCall,
} from "@/pages/model/console-lines";

describe("the console's body", () => {
  it("starts from the example row", () => {
    expect(JSON.parse(exampleBody([{ temp: 39.2 }]))).toEqual({ features: { temp: 39.2 } });
  });

  it("may be one row or several", () => {
    expect(parseBody('{"features":{"a":1}}')).toEqual({ kind: "request", request: { features: { a: 1 } } });
    expect(parseBody('{"rows":[{"a":1},{"a":2}]}')).toEqual({
      kind: "request",
      request: { rows: [{ a: 1 }, { a: 2 }] },
    });
  });

  it.each(['{"a":1}', "[1,2]", '{"features":[1]}', '{"rows":[1]}', '{"features":'])(
    "is refused as %s",
    (text) => {
      expect(parseBody(text).kind).toBe("wrong");
    },
  );
});

describe("the address of the call", () => {
  it("is below what the server says the model answers at", () => {
    expect(predictAddress("https://h/v2/models/crane", "crane", "https://elsewhere")).toBe(
      "https://h/v2/models/crane/predict",
    );
    expect(predictAddress(null, "crane", "https://h")).toBe("https://h/v2/models/crane/predict");
  });
});

describe("the lines to copy", () => {
  it("keep a quote from ending the shell's string", () => {
    expect(curlCall("http://h/v2", '{"features":{"name":"O\'Hare"}}')).toContain(
      `-d '{"features":{"name":"O'\\''Hare"}}'`,
    );
  });

  it("are valid Python for any text", () => {
    expect(pythonCall("http://h/v2", '{"features":{"name":"a\\"b"}}')).toContain(
      'json.loads("{\\"features\\":{\\"name\\":\\"a\\\\\\"b\\"}}")',
    );
  });

  it("are valid Java for any text", () => {
    expect(javaCall("http://h/v2", '{"features":{"name":"a\\"b"}}')).toContain(
      'ofString("{\\"features\\":{\\"name\\":\\"a\\\\\\"b\\"}}")',
    );
  });
});
