import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist", "node_modules", "public"] },
  ...tseslint.configs.strict,
  { plugins: { "react-hooks": reactHooks }, rules: { ...reactHooks.configs.recommended.rules } },
  {
    // Pure rooms: no React, so that they can be tested and understood alone.
    files: ["src/{geometry,state,prompting,viewport}/**"],
    rules: { "no-restricted-imports": ["error", { patterns: ["react", "react-dom", "react/*", "../canvas/*", "../screens/*"] }] },
  },
);
