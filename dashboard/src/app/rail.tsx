import { useLocalStorage } from "@mantine/hooks";
import { IconBook2, IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { PersonMenu } from "@/app/person-menu";
import { RoomLink, useFiringAlerts } from "@/app/room-link";
import { rooms } from "@/app/rooms";
import classes from "@/app/shell.module.css";
import { PlimsollMark } from "@/ui/plimsoll-mark";

export function Rail() {
  const [isCollapsed, setCollapsed] = useLocalStorage({
    key: "plimsoll-rail-collapsed",
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const firing = useFiringAlerts();
  const CollapseIcon = isCollapsed ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  return (
    <nav className={classes.rail} data-collapsed={isCollapsed || undefined} aria-label="Rooms">
      <Link className={classes.brand} to="/" aria-label="Plimsoll, home">
        <PlimsollMark size={32} freeboard={0.45} state="safe" decorative />
        {!isCollapsed && "Plimsoll"}
      </Link>
      <ul className={classes.rooms}>
        {rooms.slice(0, -1).map((room) => (
          <li key={room.name}>
            <RoomLink room={room} count={room.name === "Alerts" ? firing : undefined} />
          </li>
        ))}
      </ul>
      <div className={classes.spring} />
      <ul className={classes.rooms}>
        {rooms.slice(-1).map((room) => (
          <li key={room.name}>
            <RoomLink room={room} />
          </li>
        ))}
        <li>
          <a className={classes.room} href="/docs/api" target="_blank" rel="noreferrer" title="API docs">
            <IconBook2 size={19} stroke={1.6} aria-hidden="true" />
            <span className={classes.word}>API docs</span>
          </a>
        </li>
        <li>
          <button
            type="button"
            className={classes.room}
            onClick={() => setCollapsed(!isCollapsed)}
            aria-expanded={!isCollapsed}
            title={isCollapsed ? "Show the words" : "Collapse"}
          >
            <CollapseIcon size={19} stroke={1.6} aria-hidden="true" />
            <span className={classes.word}>Collapse</span>
          </button>
        </li>
      </ul>
      <div className={classes.person}>
        <PersonMenu />
      </div>
    </nav>
  );
}
