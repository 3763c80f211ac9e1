import { type Permission, requiredRole } from "@/api/session";
import { useProject } from "@/parts/use-project";

/** Says why the controls are missing, rather than letting somebody look for them. */
export function AccessNotice({ permission, what }: { permission: Permission; what: string }) {
  const { may, role } = useProject();
  if (may(permission)) {
    return null;
  }
  return (
    <p className="soft" style={{ fontSize: 13 }}>
      You are {role} here. {what} needs {requiredRole(permission)}.
    </p>
  );
}
