import { Menu } from "@mantine/core";
import { IconKey, IconLogout, IconUserCircle } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { sessionQuery, signOut } from "@/api/session";
import classes from "@/app/shell.module.css";
import { useProject } from "@/parts/use-project";

export function PersonMenu() {
  const session = useQuery(sessionQuery()).data;
  const { scope, role } = useProject();
  const navigate = useNavigate();
  const leave = useLeave();
  const name = session?.user.name ?? "Signed in";
  return (
    <Menu position="right-end" width={240} withinPortal>
      <Menu.Target>
        <button type="button" className={classes.room} title={name}>
          <IconUserCircle size={19} stroke={1.6} aria-hidden="true" />
          <span className={classes.word}>{name}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {session?.user.email}
          <br />
          {role} of this organisation
        </Menu.Label>
        <Menu.Item
          leftSection={<IconKey size={16} />}
          onClick={() =>
            void navigate({
              to: "/projects/$organisation/$project/settings/$section",
              params: { ...scope, section: "password" },
            })
          }
        >
          My password
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => leave.mutate()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

export function useLeave() {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: signOut,
    onSuccess: async () => {
      await navigate({ to: "/sign-in", search: {} });
      client.clear();
    },
  });
}
