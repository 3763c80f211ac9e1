import { Drawer } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "@/ui/detail-drawer.module.css";

interface DetailDrawerProps {
  opened: boolean;
  title: ReactNode;
  onClose: () => void;
  /** Two things beside each other need the room of two. */
  isWide?: boolean;
  children: ReactNode;
}

/** Detail opens beside the page before it becomes a page. The URL says which, so a reload opens it again. */
export function DetailDrawer({ opened, title, onClose, isWide, children }: DetailDrawerProps) {
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      title={title}
      size={isWide ? "min(980px, 100vw)" : "min(640px, 100vw)"}
      classNames={{
        content: classes.content,
        title: classes.title,
        header: classes.header,
        body: classes.body,
      }}
      closeButtonProps={{ "aria-label": "Close" }}
      transitionProps={{ duration: 140 }}
    >
      {children}
    </Drawer>
  );
}
