/** Where things are, behind the `#` of the address, so that any file server or proxy can serve the page. */
export const paths = {
  projects: "/",
  settings: "/settings",
  items: (project: string) => `/projects/${project}`,
  item: (project: string, item: string) => `/projects/${project}/items/${item}`,
  review: (project: string) => `/projects/${project}/review`,
  activity: (project: string) => `/projects/${project}/activity`,
  ofProject: (project: string) => `/projects/${project}/settings`,
} as const;

export const patterns = {
  item: "/projects/:project/items/:item",
  review: "/projects/:project/review",
  activity: "/projects/:project/activity",
  ofProject: "/projects/:project/settings",
  items: "/projects/:project",
} as const;
