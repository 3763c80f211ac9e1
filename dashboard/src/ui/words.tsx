import { Fragment } from "react";
import classes from "@/ui/words.module.css";

const code = /`([^`]+)`/;

/** A sentence in which `names between backticks` are set as code. */
export function Words({ text }: { text: string }) {
  // Splitting by a pattern with a group keeps the group: every second part is a name.
  return text.split(code).map((part, place) =>
    place % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence have no other identity than their place.
      <code key={place} className={classes.code}>
        {part}
      </code>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: see above.
      <Fragment key={place}>{part}</Fragment>
    ),
  );
}

/** The same sentence for places that take nothing but text. */
export function plainWords(text: string): string {
  return text.replaceAll(new RegExp(code, "g"), "$1");
}
