import { settings } from "../../text/settings";
import { useRole } from "../useRole";
import { KeysPanel } from "./KeysPanel";
import { MachinePanel } from "./MachinePanel";
import { ModelsPanel } from "./ModelsPanel";
import { ProvidersPanel } from "./ProvidersPanel";
import { WebhooksPanel } from "./WebhooksPanel";

const SECTIONS = Object.entries(settings.sections);

/** What is set for the whole site; what one may not see is not shown. */
export default function SettingsScreen() {
  const { leads } = useRole();
  const jump = (id: string) => document.getElementById(id)?.scrollIntoView({ behavior: "smooth" });
  return (
    <main className="settings">
      <h1>{settings.title}</h1>
      {!leads && <p className="empty">{settings.notYours}</p>}
      <nav aria-label={settings.title}>
        {SECTIONS.filter(([id]) => leads || id === "models" || id === "machine").map(([id, title]) => (
          <button key={id} type="button" className="quiet" onClick={() => jump(id)}>
            {title}
          </button>
        ))}
      </nav>
      {leads && <KeysPanel />}
      {leads && <ProvidersPanel />}
      <ModelsPanel />
      {leads && <WebhooksPanel />}
      <MachinePanel />
    </main>
  );
}
