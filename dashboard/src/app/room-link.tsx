import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "@tanstack/react-router";
import { overviewQuery } from "@/api/models";
import { isRoomActive, type Room } from "@/app/rooms";
import classes from "@/app/shell.module.css";
import { useProject } from "@/parts/use-project";

/** The number that wants attention in a room: how many alerts fire. */
export function useFiringAlerts(): number {
  const { scope } = useProject();
  const overview = useQuery(overviewQuery(scope, { kind: "last", duration: "PT1H" })).data;
  return overview?.totals.firingAlerts ?? 0;
}

export function RoomLink({ room, count, onOpen }: { room: Room; count?: number; onOpen?: () => void }) {
  const { scope } = useProject();
  const { pathname } = useLocation();
  const isActive = isRoomActive(room, pathname);
  const Icon = room.icon;
  return (
    <Link
      className={classes.room}
      data-active={isActive || undefined}
      aria-current={isActive ? "page" : undefined}
      to={`/projects/$organisation/$project/${room.path}` as "/projects/$organisation/$project/overview"}
      params={scope}
      onClick={onOpen}
      title={room.name}
    >
      <Icon size={19} stroke={1.6} aria-hidden="true" />
      <span className={classes.word}>{room.name}</span>
      {count !== undefined && count > 0 && (
        <span className={classes.count}>
          {count}
          <span className="visually-hidden"> firing</span>
        </span>
      )}
    </Link>
  );
}
