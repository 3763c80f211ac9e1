import { Drawer } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBook2, IconDots, IconLogout } from "@tabler/icons-react";
import { useLeave } from "@/app/person-menu";
import { RoomLink, useFiringAlerts } from "@/app/room-link";
import { rooms } from "@/app/rooms";
import classes from "@/app/shell.module.css";

const near = ["Overview", "Models", "Drift", "Alerts"];

/** The rail of a narrow screen: four rooms at the thumb, the rest behind "More". */
export function BottomBar() {
  const [isOpen, { open, close }] = useDisclosure(false);
  const firing = useFiringAlerts();
  const leave = useLeave();
  return (
    <nav className={classes.bottombar} aria-label="Rooms">
      {rooms
        .filter((room) => near.includes(room.name))
        .map((room) => (
          <RoomLink key={room.name} room={room} count={room.name === "Alerts" ? firing : undefined} />
        ))}
      <button type="button" className={classes.room} onClick={open} aria-expanded={isOpen}>
        <IconDots size={19} stroke={1.6} aria-hidden="true" />
        <span className={classes.word}>More</span>
      </button>
      <Drawer opened={isOpen} onClose={close} position="bottom" size="auto" title="More" radius="md">
        <ul className={classes.rooms}>
          {rooms
            .filter((room) => !near.includes(room.name))
            .map((room) => (
              <li key={room.name}>
                <RoomLink room={room} onOpen={close} />
              </li>
            ))}
          <li>
            <a className={classes.room} href="/docs/api" target="_blank" rel="noreferrer">
              <IconBook2 size={19} stroke={1.6} aria-hidden="true" />
              <span className={classes.word}>API docs</span>
            </a>
          </li>
          <li>
            <button type="button" className={classes.room} onClick={() => leave.mutate()}>
              <IconLogout size={19} stroke={1.6} aria-hidden="true" />
              <span className={classes.word}>Sign out</span>
            </button>
          </li>
        </ul>
      </Drawer>
    </nav>
  );
}
