import type { ReactNode } from "react";
import classes from "@/ui/page-head.module.css";

interface PageHeadProps {
  title: ReactNode;
  /** The Plimsoll mark of what the page is about. */
  mark?: ReactNode;
  /** One sentence that says the state in words. */
  sentence?: ReactNode;
  /** Small facts under the sentence. */
  facts?: ReactNode;
  actions?: ReactNode;
}

export function PageHead({ title, mark, sentence, facts, actions }: PageHeadProps) {
  return (
    <header className={classes.head}>
      {mark !== undefined && <div className={classes.mark}>{mark}</div>}
      <div className={classes.words}>
        <h1 className={classes.title}>{title}</h1>
        {sentence !== undefined && <p className={classes.sentence}>{sentence}</p>}
        {facts !== undefined && <div className={classes.facts}>{facts}</div>}
      </div>
      {actions !== undefined && <div className={classes.actions}>{actions}</div>}
    </header>
  );
}
