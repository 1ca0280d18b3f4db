import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { App } from "./screens/App";
import "./styles/tokens.css";
import "./styles/app.css";
import "./styles/item.css";
import "./styles/items.css";
import "./styles/settings.css";
import "./styles/review.css";
import "./styles/timeline.css";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
