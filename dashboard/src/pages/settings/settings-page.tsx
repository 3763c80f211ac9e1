import { Tabs } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { AlertRulesSection } from "@/pages/settings/alert-rules";
import { KeysSection } from "@/pages/settings/keys";
import { MailSection } from "@/pages/settings/mail";
import { MembersSection } from "@/pages/settings/members";
import { PasswordSection } from "@/pages/settings/password";
import { PickleImportsSection } from "@/pages/settings/pickle-imports";
import { ProjectsSection } from "@/pages/settings/projects";
import { RecipientsSection } from "@/pages/settings/recipients";
import { RepositoriesSection } from "@/pages/settings/repositories";
import { StoredDataSection } from "@/pages/settings/stored-data";
import type { SettingsSection } from "@/parts/links";
import { useProject } from "@/parts/use-project";
import { EmptyState } from "@/ui/empty-state";
import { PageHead } from "@/ui/page-head";
import { TabRow } from "@/ui/tab-row";

const route = getRouteApi("/projects/$organisation/$project/settings/$section");

const sections: { section: SettingsSection; name: string; content: () => React.ReactNode }[] = [
  { section: "members", name: "Members", content: () => <MembersSection /> },
  { section: "keys", name: "API keys", content: () => <KeysSection /> },
  { section: "repositories", name: "Repositories", content: () => <RepositoriesSection /> },
  { section: "pickle-imports", name: "Pickle imports", content: () => <PickleImportsSection /> },
  { section: "stored-data", name: "Stored data", content: () => <StoredDataSection /> },
  { section: "mail", name: "Mail", content: () => <MailSection /> },
  { section: "alert-rules", name: "Alert rules", content: () => <AlertRulesSection /> },
  { section: "recipients", name: "Recipients", content: () => <RecipientsSection /> },
  { section: "projects", name: "Projects", content: () => <ProjectsSection /> },
  { section: "password", name: "My password", content: () => <PasswordSection /> },
];

export function SettingsPage() {
  const { scope, organisation, project } = useProject();
  const { section } = route.useParams();
  const navigate = useNavigate();
  const current = sections.find((each) => each.section === section);
  return (
    <>
      <PageHead
        title="Settings"
        sentence={`Members, mail and projects belong to the organisation ${organisation.name}; keys, repositories, imports, stored data, rules and recipients to the project ${project.name}.`}
      />
      <Tabs
        value={section}
        keepMounted={false}
        onChange={(value) =>
          void navigate({
            to: "/projects/$organisation/$project/settings/$section",
            params: { ...scope, section: value ?? "members" },
          })
        }
      >
        <TabRow current={section}>
          {sections.map((each) => (
            <Tabs.Tab key={each.section} value={each.section}>
              {each.name}
            </Tabs.Tab>
          ))}
        </TabRow>
        <Tabs.Panel value={section}>
          {current === undefined ? (
            <EmptyState title={`There are no settings called “${section}”.`} />
          ) : (
            current.content()
          )}
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
