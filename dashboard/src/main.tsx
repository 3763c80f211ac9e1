import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@/app/tokens.css";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Providers } from "@/app/providers";
import { createQueryClient } from "@/app/query-client";
import { createAppRouter } from "@/app/router";

const client = createQueryClient(() => {
  // The session ended elsewhere, or expired: nothing that is cached may be shown to whoever comes next.
  client.clear();
  const { pathname, href } = router.state.location;
  if (pathname !== "/sign-in" && pathname !== "/invitation") {
    void router.navigate({ to: "/sign-in", search: href === "/" ? {} : { next: href } });
  }
});
const router = createAppRouter(client);

const root = document.getElementById("root");
if (root === null) {
  throw new Error("index.html has no element with the id root");
}
createRoot(root).render(
  <StrictMode>
    <Providers client={client}>
      <RouterProvider router={router} />
    </Providers>
  </StrictMode>,
);
