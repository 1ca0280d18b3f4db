import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/** The API page's renderer travels with the build, since the box may have no network. */
function swaggerUi(): Plugin {
  const locate = createRequire(import.meta.url);
  return {
    name: "swagger-ui",
    generateBundle() {
      for (const file of ["swagger-ui-bundle.js", "swagger-ui.css"]) {
        this.emitFile({ type: "asset", fileName: `docs/${file}`, source: readFileSync(locate.resolve(`swagger-ui-dist/${file}`)) });
      }
    },
  };
}

export default defineConfig({
  plugins: [react(), swaggerUi()],
  build: { target: "es2022", sourcemap: false, assetsInlineLimit: 0 },
  server: { proxy: { "/api": { target: "http://127.0.0.1:8080", ws: true } } },
});
