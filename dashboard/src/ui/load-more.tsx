import { Button } from "@mantine/core";

interface LoadMoreProps {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
  what: string;
}

export function LoadMore({ query, what }: LoadMoreProps) {
  if (!query.hasNextPage) {
    return null;
  }
  return (
    <div style={{ padding: 12, textAlign: "center", borderTop: "1px solid var(--line)" }}>
      <Button
        variant="default"
        size="xs"
        loading={query.isFetchingNextPage}
        onClick={() => void query.fetchNextPage()}
      >
        Show older {what}
      </Button>
    </div>
  );
}
