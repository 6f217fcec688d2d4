/** The panel as it floats beside a quiz in another tab, and what its page says meanwhile. */
import { createPortal } from "preact/compat";
import type { JSX } from "preact";
import { Button } from "../../shared/ui/button";
import { Icon } from "../../shared/ui/icons";
import { t } from "../words";
import { Panel } from "./exam";
import { Header } from "./frame";
import { Notices } from "./notice";
import type { RoomProps } from "./room-props";
import type { Floating } from "./use-floating";

interface BesideProps extends RoomProps {
  floating: Floating;
  institution: string;
}

export function Beside({ model, controller, floating, institution }: BesideProps): JSX.Element | null {
  if (floating.body === null) return null;
  const panel = (
    <div class="widget widget--floating" data-testid="floating">
      <Header exam={model.attempt?.exam_title ?? t("header.exam")} institution={institution} />
      <Notices notices={model.notices} policy={model.attempt?.policy} onDismiss={(id) => controller.dismiss(id)} />
      <main class="exam" tabIndex={-1}>
        <Panel model={model} controller={controller} />
      </main>
    </div>
  );
  return createPortal(panel, floating.body);
}

/** In the page, while the panel is elsewhere. */
export function Floats({ floating }: { floating: Floating }): JSX.Element {
  return (
    <section class="floats card" data-testid="floats">
      <Icon name="screen" />
      <p>{t("way.floats")}</p>
      <Button size="small" onClick={() => floating.close()} data-testid="float-back">
        {t("way.float_back")}
      </Button>
    </section>
  );
}
