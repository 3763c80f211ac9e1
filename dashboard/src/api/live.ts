/** What the server says over the live connection. */
type LiveMessage =
  | { type: "hello"; at: string }
  | { type: "ping"; at: string }
  | { type: "changed"; topics: string[]; at: string };

export type LiveState = "connecting" | "live" | "reconnecting";

interface LiveOptions {
  url: string;
  onTopics: (topics: string[]) => void;
  /** Called once the line is back after a break: whatever was said meanwhile is lost, so all is stale. */
  onResumed: () => void;
  onState: (state: LiveState) => void;
  open?: (url: string) => WebSocket;
  random?: () => number;
}

/** The server pings every 15 s. Two missed pings and a little more mean that the line is dead, not quiet. */
const silenceLimit = 40_000;
const firstDelay = 500;
const longestDelay = 20_000;

/** Doubles with every failed attempt, up to a limit, and is scattered so that browsers do not return as a herd. */
export function reconnectDelay(attempt: number, random: number): number {
  const ceiling = Math.min(longestDelay, firstDelay * 2 ** attempt);
  return Math.round(ceiling / 2 + (random * ceiling) / 2);
}

/** Keeps one WebSocket to the server alive until it is closed. */
export class LiveConnection {
  private readonly options: LiveOptions;
  private socket: WebSocket | null = null;
  private attempt = 0;
  private wasLive = false;
  private closed = false;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private silenceTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: LiveOptions) {
    this.options = options;
  }

  start(): void {
    this.options.onState("connecting");
    this.connect();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.retryTimer);
    clearTimeout(this.silenceTimer);
    this.socket?.close();
  }

  /** Tries again at once, for when the browser says that the network is back. */
  retryNow(): void {
    if (!this.closed && this.retryTimer !== undefined) {
      clearTimeout(this.retryTimer);
      this.connect();
    }
  }

  private connect(): void {
    this.retryTimer = undefined;
    const open = this.options.open ?? ((url: string) => new WebSocket(url));
    const socket = open(this.options.url);
    this.socket = socket;
    socket.onmessage = (event) => {
      this.watchForSilence(socket);
      this.receive(String(event.data));
    };
    socket.onclose = () => {
      if (this.socket === socket) {
        this.lost();
      }
    };
    this.watchForSilence(socket);
  }

  private receive(text: string): void {
    const message = JSON.parse(text) as LiveMessage;
    if (message.type === "hello") {
      this.attempt = 0;
      this.options.onState("live");
      if (this.wasLive) {
        this.options.onResumed();
      }
      this.wasLive = true;
    } else if (message.type === "changed") {
      this.options.onTopics(message.topics);
    }
  }

  private watchForSilence(socket: WebSocket): void {
    clearTimeout(this.silenceTimer);
    this.silenceTimer = setTimeout(() => {
      // A half-open socket may never report its own close, so it is given up here.
      socket.onclose = null;
      socket.close();
      this.lost();
    }, silenceLimit);
  }

  private lost(): void {
    clearTimeout(this.silenceTimer);
    if (this.closed) {
      return;
    }
    this.options.onState("reconnecting");
    const delay = reconnectDelay(this.attempt, (this.options.random ?? Math.random)());
    this.attempt += 1;
    this.retryTimer = setTimeout(() => this.connect(), delay);
  }
}
