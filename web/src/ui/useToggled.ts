import { useCallback, useState } from "react";

/** A set whose members are put in and taken out, one at a time. */
export function useToggled(): [ReadonlySet<string>, (member: string) => void] {
  const [members, setMembers] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback((member: string) => {
    setMembers((known) => {
      const next = new Set(known);
      if (!next.delete(member)) next.add(member);
      return next;
    });
  }, []);
  return [members, toggle];
}
