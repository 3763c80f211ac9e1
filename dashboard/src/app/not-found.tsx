import { Button } from "@mantine/core";
import type { ErrorComponentProps } from "@tanstack/react-router";
import { Link, useRouter } from "@tanstack/react-router";
import classes from "@/app/plain-page.module.css";
import { EmptyState } from "@/ui/empty-state";
import { ProblemNotice } from "@/ui/problem-notice";

export function NotFound() {
  return (
    <main className={classes.page}>
      <EmptyState title="There is no page at this address.">
        It may have moved, or the link was cut short. <Link to="/">Go to the overview</Link>.
      </EmptyState>
    </main>
  );
}

/** The last net: a page that failed to load or to draw. */
export function RouteFailure({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = () => {
    reset();
    void router.invalidate();
  };
  return (
    <main className={classes.page}>
      <ProblemNotice title="This page could not be shown." error={error} onRetry={retry} />
      <Button mt={16} variant="default" onClick={() => window.location.reload()}>
        Reload
      </Button>
    </main>
  );
}
