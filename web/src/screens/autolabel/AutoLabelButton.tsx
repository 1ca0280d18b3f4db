import { type ComponentProps, useState } from "react";

import { text } from "../../text/en";
import { useRole } from "../useRole";
import { AutoLabelDialog } from "./AutoLabelDialog";

type Props = Omit<ComponentProps<typeof AutoLabelDialog>, "onClose"> & { primary?: boolean };

/** Opens the dialog of auto-label, for who may order it. */
export function AutoLabelButton({ primary = false, ...order }: Props) {
  const [isOrdering, setOrdering] = useState(false);
  const { reviews: mayOrder } = useRole();
  if (!mayOrder) return null;
  return (
    <>
      <button type="button" className={primary ? "primary" : undefined} onClick={() => setOrdering(true)}>
        {text.autoLabel.open}
      </button>
      {isOrdering && <AutoLabelDialog {...order} onClose={() => setOrdering(false)} />}
    </>
  );
}
