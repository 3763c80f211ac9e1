import { Button, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { download, downloadText } from "@/ui/download";

interface ExportMenuProps {
  /** The name of the file without its ending. */
  name: string;
  json: unknown;
  csv: () => string;
  picture?: () => Promise<Blob | null>;
}

/** What is on the screen, to be taken away. */
export function ExportMenu({ name, json, csv, picture }: ExportMenuProps) {
  const save = async () => {
    const image = await picture?.();
    if (image !== null && image !== undefined) {
      download(`${name}.png`, image);
    }
  };
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button variant="default" size="xs" leftSection={<IconDownload size={14} aria-hidden="true" />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {picture !== undefined && <Menu.Item onClick={() => void save()}>Picture (PNG)</Menu.Item>}
        <Menu.Item onClick={() => downloadText(`${name}.csv`, "text/csv", csv())}>Table (CSV)</Menu.Item>
        <Menu.Item
          onClick={() => downloadText(`${name}.json`, "application/json", JSON.stringify(json, null, 2))}
        >
          Everything (JSON)
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
