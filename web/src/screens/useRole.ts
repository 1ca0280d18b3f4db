import { useQuery } from "@tanstack/react-query";

import { whoAmI } from "../api/session";

const LEADS = ["owner", "admin"];

/** What to offer; the server decides what is allowed (docs/reference/api.md, "Who may do what"). */
export function useRole(): { leads: boolean; reviews: boolean } {
  const { data } = useQuery({ queryKey: ["session"], queryFn: whoAmI, staleTime: Infinity });
  const leads = data !== undefined && LEADS.includes(data.role);
  return { leads, reviews: leads || data?.role === "reviewer" };
}
