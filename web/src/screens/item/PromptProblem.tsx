import { text } from "../../text/en";
import type { Prompts } from "./usePrompts";

/** Why a prompt came to nothing, and a second try. */
export function PromptProblem({ prompts }: { prompts: Prompts }) {
  if (!prompts.error) return null;
  return (
    <div role="alert" className="banner" data-testid="error-banner">
      <span>{prompts.error}</span>
      {prompts.failed && (
        <button type="button" className="retry" onClick={prompts.retry}>
          {text.retry}
        </button>
      )}
      <button type="button" onClick={prompts.dismiss} aria-label={text.dismiss}>
        ×
      </button>
    </div>
  );
}
