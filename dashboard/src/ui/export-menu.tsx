import { ActionIcon, Menu } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDownload } from "@tabler/icons-react";
import { download, downloadText } from "@/ui/download";

interface ExportMenuProps {
  /** The name of the file without its ending. */
  name: string;
  json: () => unknown;
  csv: () => string;
  picture?: () => Promise<Blob | null>;
}

/** What is on the screen, to be taken away. */
export function ExportMenu({ name, json, csv, picture }: ExportMenuProps) {
  const save = async () => {
    const image = await picture?.().catch(() => null);
    if (image === null || image === undefined) {
      notifications.show({
        color: "red",
        message: "The browser could not draw the picture. Take the table instead.",
      });
    } else {
      download(`${name}.png`, image);
    }
  };
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={28}
          aria-label="Export"
          title="Export as PNG, CSV or JSON"
        >
          <IconDownload size={16} stroke={1.6} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {picture !== undefined && <Menu.Item onClick={() => void save()}>Picture (PNG)</Menu.Item>}
        <Menu.Item onClick={() => downloadText(`${name}.csv`, "text/csv", csv())}>Table (CSV)</Menu.Item>
        <Menu.Item
          onClick={() => downloadText(`${name}.json`, "application/json", JSON.stringify(json(), null, 2))}
        >
          Everything (JSON)
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
