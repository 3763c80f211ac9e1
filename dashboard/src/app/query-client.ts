import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { keys } from "@/api/keys";
import { ProblemError } from "@/api/problem";

/** One retry for what may pass by itself; none for what the server has decided. */
function mayRetry(failures: number, error: unknown): boolean {
  const isDecided = error instanceof ProblemError && error.status >= 400 && error.status < 500;
  return !isDecided && failures < 1;
}

export function createQueryClient(onSignedOut: () => void): QueryClient {
  const watch = (error: unknown) => {
    if (error instanceof ProblemError && error.status === 401) {
      onSignedOut();
    }
  };
  return new QueryClient({
    queryCache: new QueryCache({
      // Asking for the session is how the router finds out that there is none; it redirects by itself.
      onError: (error, query) => (query.queryKey[0] === keys.session[0] ? undefined : watch(error)),
    }),
    mutationCache: new MutationCache({
      // A wrong password is a 401 too, and belongs into the form that asked for it.
      onError: (error, _variables, _context, mutation) => {
        if (mutation.meta?.signsIn !== true) {
          watch(error);
        }
      },
    }),
    defaultOptions: {
      queries: { staleTime: 5_000, retry: mayRetry, refetchOnWindowFocus: true },
    },
  });
}
