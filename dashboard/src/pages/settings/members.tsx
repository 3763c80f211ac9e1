import { Button, Select, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { keys } from "@/api/keys";
import { sessionQuery } from "@/api/session";
import { changeRole, inviteMember, membersQuery, removeMember } from "@/api/settings";
import type { Invitation, Member, MemberState, Role } from "@/api/types";
import classes from "@/pages/settings/settings.module.css";
import { AccessNotice } from "@/parts/access-notice";
import { useProject } from "@/parts/use-project";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { CopyLine } from "@/ui/copy-line";
import { type Column, DataTable } from "@/ui/data-table";
import { Loaded } from "@/ui/loaded";
import { Grid, Panel } from "@/ui/panel";
import { ProblemNotice } from "@/ui/problem-notice";
import { RowButton } from "@/ui/row-button";
import { Status, type Tone } from "@/ui/status";

const roles: { value: Role; label: string }[] = [
  { value: "owner", label: "Owner" },
  { value: "admin", label: "Admin" },
  { value: "engineer", label: "Engineer" },
  { value: "approver", label: "Approver" },
  { value: "auditor", label: "Auditor" },
  { value: "viewer", label: "Viewer" },
];

const memberStates: Record<MemberState, { word: string; tone: Tone }> = {
  active: { word: "Active", tone: "sea" },
  invited: { word: "Invited", tone: "amber" },
};

export function MembersSection() {
  const { scope, organisation, may } = useProject();
  const members = useQuery(membersQuery(scope.organisation));
  const client = useQueryClient();
  const [leaving, setLeaving] = useState<Member | null>(null);
  const refresh = () =>
    client.invalidateQueries({ queryKey: keys.organisation(scope.organisation, "members") });
  const move = useMutation({
    mutationFn: ({ member, role }: { member: Member; role: Role }) =>
      changeRole(scope.organisation, member.userId, role),
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: (member: Member) => removeMember(scope.organisation, member.userId),
    onSuccess: async () => {
      setLeaving(null);
      await refresh();
    },
  });
  return (
    <Grid>
      <Panel title={`Who belongs to ${organisation.name}?`} flush>
        {move.error !== null && (
          <div style={{ padding: "8px 16px" }}>
            <ProblemNotice title="The role was not changed." error={move.error} />
          </div>
        )}
        <Loaded query={members} what="The members" height={240}>
          {(data) => (
            <DataTable
              label="Members"
              columns={columns(
                may("administer"),
                (member, role) => move.mutate({ member, role }),
                setLeaving,
              )}
              rows={data.items}
              rowKey={(member) => member.userId}
            />
          )}
        </Loaded>
      </Panel>
      <InvitePanel onInvited={refresh} />
      <ConfirmDialog
        opened={leaving !== null}
        title={`Remove ${leaving?.name || leaving?.email}?`}
        action="Remove"
        danger
        pending={remove.isPending}
        error={remove.error}
        onConfirm={() => leaving !== null && remove.mutate(leaving)}
        onClose={() => {
          setLeaving(null);
          remove.reset();
        }}
      >
        {leaving?.email} can no longer sign in to {organisation.name}. What they did stays on record.
      </ConfirmDialog>
    </Grid>
  );
}

function columns(
  mayChange: boolean,
  onRole: (member: Member, role: Role) => void,
  onRemove: (member: Member) => void,
): Column<Member>[] {
  return [
    {
      header: "Person",
      lead: true,
      cell: (member) => (
        <span>
          <span className={classes.person}>{member.name || member.email}</span>
          {member.name !== "" && <span className={classes.email}>{member.email}</span>}
        </span>
      ),
    },
    {
      header: "State",
      cell: (member) => {
        const { word, tone } = memberStates[member.state];
        return <Status tone={tone}>{word}</Status>;
      },
    },
    {
      header: "Role",
      width: "170px",
      cell: (member) =>
        mayChange ? (
          <Select
            aria-label={`Role of ${member.email}`}
            size="xs"
            w={140}
            value={member.role}
            data={roles}
            onChange={(value) => value !== null && onRole(member, value as Role)}
          />
        ) : (
          roles.find((role) => role.value === member.role)?.label
        ),
    },
    {
      header: "",
      align: "right",
      cell: (member) => (mayChange ? <RemoveButton member={member} onRemove={onRemove} /> : null),
    },
  ];
}

function RemoveButton({ member, onRemove }: { member: Member; onRemove: (member: Member) => void }) {
  const me = useQuery(sessionQuery()).data?.user.id;
  if (member.userId === me) {
    return <span className="soft">you</span>;
  }
  return (
    <RowButton danger onClick={() => onRemove(member)}>
      Remove
    </RowButton>
  );
}

function InvitePanel({ onInvited }: { onInvited: () => unknown }) {
  const { scope, may } = useProject();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("engineer");
  const invite = useMutation({
    mutationFn: () => inviteMember(scope.organisation, { email: email.trim(), role }),
    onSuccess: () => {
      setEmail("");
      return onInvited();
    },
  });
  if (!may("administer")) {
    return (
      <Panel title="Invite somebody">
        <AccessNotice permission="administer" what="Inviting" />
      </Panel>
    );
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate();
  };
  return (
    <Panel title="Invite somebody" note="They choose their own name and password.">
      <form onSubmit={submit} className={classes.addRow}>
        <TextInput
          label="Email"
          type="email"
          required
          withAsterisk={false}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <Select
          label="Role"
          w={140}
          data={roles}
          value={role}
          onChange={(value) => value !== null && setRole(value as Role)}
        />
        <Button type="submit" loading={invite.isPending}>
          Invite
        </Button>
      </form>
      <div className={classes.notice}>
        {invite.error !== null && <ProblemNotice title="The invitation was not made." error={invite.error} />}
        {invite.data !== undefined && <Invited invitation={invite.data} />}
      </div>
    </Panel>
  );
}

function Invited({ invitation }: { invitation: Invitation }) {
  return (
    <output style={{ display: "grid", gap: 8 }}>
      <p>
        Give this link to {invitation.member.email}. It is shown once, and whoever has it can accept the
        invitation.
      </p>
      <CopyLine text={invitation.invitationUrl} what="the invitation link" wrap />
    </output>
  );
}
