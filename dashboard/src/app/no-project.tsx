import classes from "@/app/plain-page.module.css";
import { EmptyState } from "@/ui/empty-state";

export function NoProject() {
  return (
    <main className={classes.page}>
      <EmptyState title="You are signed in, but belong to no project yet.">
        Ask an owner of your organisation to invite you to one.
      </EmptyState>
    </main>
  );
}
