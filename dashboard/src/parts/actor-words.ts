/** "key:nightly" is how the server names a program that came with a key; everybody else has an address. */
export function actorName(actor: string): string {
  return actor.startsWith("key:") ? `the key “${actor.slice("key:".length)}”` : actor;
}
