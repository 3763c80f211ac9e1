import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** The real server, for `npm run dev`: the dashboard's own address serves the pages, this one answers the API. */
const server = process.env.PLIMSOLL_URL ?? "http://127.0.0.1:8080";
const backend = { target: server, ws: true, changeOrigin: false };

export default defineConfig(async ({ mode }) => ({
  plugins: [
    react(),
    // The mock is imported only in its own mode, so that nothing of it can reach the product's bundle.
    ...(mode === "mock" ? [(await import("./dev/mock/plugin.ts")).mockServer()] : []),
  ],
  resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
  server: mode === "mock" ? {} : { proxy: { "/api": backend, "/v2": backend, "/docs/api": backend } },
  build: { target: "es2022", manifest: "bundle-manifest.json", chunkSizeWarningLimit: 900 },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["dev/test-setup.ts"],
  },
}));
