import { fileURLToPath } from "node:url";
import js from "@eslint/js";
import i18next from "eslint-plugin-i18next";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["node_modules/", "src/shared/*.gen.ts"] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ["eslint.config.js"] },
        tsconfigRootDir: fileURLToPath(new URL(".", import.meta.url)),
      },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "max-lines": ["error", 400],
      eqeqeq: "error",
      "no-console": "error",
      // Text from people is only ever shown as text.
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "Show text as text." },
        { property: "outerHTML", message: "Show text as text." },
        { property: "insertAdjacentHTML", message: "Show text as text." },
      ],
      "no-restricted-syntax": [
        "error",
        { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: "Show text as text." },
      ],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  {
    // What an examinee reads comes from a catalogue.
    files: ["src/{widget,exams}/**/*.{ts,tsx}", "src/shared/{page,http,session,socket}.{ts,tsx}", "src/shared/ui/toast.tsx"],
    ignores: ["**/*.test.{ts,tsx}", "**/fakes.{ts,tsx}", "src/widget/media/**"],
    plugins: { i18next },
    rules: {
      "i18next/no-literal-string": [
        "error",
        {
          mode: "jsx-only",
          "jsx-attributes": { include: ["aria-label", "alt", "hint", "label", "placeholder", "title"] },
          "should-validate-template": true,
          words: { exclude: [/^\P{L}*$/u, "Invigil"] },
        },
      ],
      "no-restricted-syntax": [
        "error",
        { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: "Show text as text." },
        ...["Literal[value=/\\p{L}{2} +\\p{L}/u]", "TemplateElement[value.raw=/\\p{L}{2} +\\p{L}/u]"].map((words) => ({
          selector: `${words}:not(JSXAttribute[name.name='class'] *, JSXAttribute[name.name='rel'] *, NewExpression *, BinaryExpression *)`,
          message: "Take words from a catalogue.",
        })),
      ],
    },
  },
  {
    files: ["**/*.js"],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: { URL: "readonly" } },
  },
);
