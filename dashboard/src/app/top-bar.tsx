import { ActionIcon, Menu, Tooltip, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { IconChevronDown, IconMoon, IconSearch, IconSun } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Fragment, lazy, Suspense, useEffect, useState } from "react";
import type { LiveState } from "@/api/live";
import { sessionQuery } from "@/api/session";
import { RangePicker } from "@/app/range-picker";
import classes from "@/app/shell.module.css";
import { useProject } from "@/parts/use-project";
import { Status, type Tone } from "@/ui/status";

const CommandPalette = lazy(() =>
  import("@/app/command-palette").then((module) => ({ default: module.CommandPalette })),
);

export function TopBar({ live, isRanged }: { live: LiveState; isRanged: boolean }) {
  return (
    <header className={classes.topbar}>
      <ProjectSwitcher />
      <div className={classes.spring} />
      <Search />
      {isRanged && <RangePicker />}
      <LiveIndicator state={live} />
      <SchemeToggle />
    </header>
  );
}

function ProjectSwitcher() {
  const { organisation, project, scope } = useProject();
  const memberships = useQuery(sessionQuery()).data?.memberships ?? [];
  const navigate = useNavigate();
  return (
    <Menu position="bottom-start" width={260}>
      <Menu.Target>
        <button type="button" className={classes.switcher} aria-label={`Project ${project.name}, switch`}>
          <span className={classes.organisation}>{organisation.name}&ensp;/</span>
          <span>{project.name}</span>
          <IconChevronDown size={15} aria-hidden="true" style={{ flex: "none" }} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {memberships.map((membership) => (
          <Fragment key={membership.organisation.slug}>
            <Menu.Label>{membership.organisation.name}</Menu.Label>
            {membership.projects.map((each) => (
              <Menu.Item
                key={each.slug}
                fw={
                  each.slug === scope.project && membership.organisation.slug === scope.organisation
                    ? 600
                    : undefined
                }
                onClick={() =>
                  void navigate({
                    to: "/projects/$organisation/$project/overview",
                    params: { organisation: membership.organisation.slug, project: each.slug },
                  })
                }
              >
                {each.name}
              </Menu.Item>
            ))}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

const liveWords: Record<LiveState, { word: string; tone: Tone; hint: string }> = {
  connecting: { word: "Connecting…", tone: "neutral", hint: "Opening the live connection." },
  live: { word: "Live", tone: "sea", hint: "What you see changes as events arrive." },
  reconnecting: {
    word: "Reconnecting…",
    tone: "amber",
    hint: "The live connection is lost. What you see may be old; it is refreshed as soon as the line is back.",
  },
};

function LiveIndicator({ state }: { state: LiveState }) {
  const { word, tone, hint } = liveWords[state];
  return (
    <Tooltip label={hint}>
      <output className={classes.live} aria-label={word}>
        <Status tone={tone} pulse={state === "reconnecting"}>
          <span className={classes.liveWord}>{word}</span>
        </Status>
      </output>
    </Tooltip>
  );
}

function SchemeToggle() {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light");
  const other = scheme === "dark" ? "light" : "dark";
  const Icon = scheme === "dark" ? IconSun : IconMoon;
  return (
    <Tooltip label={`Switch to ${other}`}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={32}
        onClick={() => setColorScheme(other)}
        aria-label={`Switch to ${other}`}
      >
        <Icon size={18} stroke={1.6} />
      </ActionIcon>
    </Tooltip>
  );
}

/** Ctrl-K. The palette is loaded when it is first asked for. */
function Search() {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setOpen(true);
      }
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
  return (
    <>
      <button type="button" className={classes.search} onClick={() => setOpen(true)} aria-label="Search">
        <IconSearch size={16} stroke={1.6} aria-hidden="true" />
        <span>Search</span>
        <kbd>Ctrl K</kbd>
      </button>
      {isOpen && (
        <Suspense>
          <CommandPalette onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
