import type { ReactNode } from "react";
import type { SparkAdvice } from "@/api/types";
import classes from "@/pages/spark-application/application.module.css";
import { adviceName, severityWords } from "@/parts/spark-words";
import { Tag } from "@/ui/status";

/** One thing that could be better: how bad, what was seen, and what to do. */
export function AdviceCard({ advice, about }: { advice: SparkAdvice; about?: ReactNode }) {
  const { word, tone } = severityWords(advice.severity);
  const name = adviceName(advice);
  return (
    <article className={classes.card} data-severity={advice.severity}>
      <header className={classes.cardHead}>
        <Tag tone={tone}>{word}</Tag>
        <h2 className={classes.cardName}>{name.charAt(0).toUpperCase() + name.slice(1)}</h2>
        {about !== undefined && <span className={classes.about}>{about}</span>}
      </header>
      <p className={classes.finding}>{advice.finding}</p>
      <p className={classes.todo}>{advice.advice}</p>
    </article>
  );
}
