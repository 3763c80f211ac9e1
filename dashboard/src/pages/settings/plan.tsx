import { useQuery } from "@tanstack/react-query";
import { planQuery } from "@/api/settings";
import { planWords, usageWords } from "@/pages/settings/plan-words";
import { useProject } from "@/parts/use-project";
import { Loaded } from "@/ui/loaded";
import { Panel } from "@/ui/panel";

/** What all keys of the project may use together; the operator decides on it. */
export function PlanPanel() {
  const { scope } = useProject();
  const plan = useQuery(planQuery(scope));
  return (
    <Panel
      title="What may the project use?"
      note="The plan is the operator's to change; all keys use it up together."
    >
      <Loaded query={plan} what="The plan" height={60}>
        {(data) => (
          <p style={{ margin: 0 }}>
            Plan <b>{data.name}</b>: {planWords(data)}. {usageWords(data)}
          </p>
        )}
      </Loaded>
    </Panel>
  );
}
