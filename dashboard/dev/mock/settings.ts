import type {
  AllowedGlobal,
  ApiKey,
  ConnectedRepository,
  Delivery,
  Invitation,
  KeyLimits,
  Landing,
  Member,
  Named,
  ProjectPlan,
  Session,
  SmtpSettings,
} from "../../src/api/types.ts";
import { ago } from "./time.ts";

export const secret = "plm_N7xk2Qm4Vb8sT1wZr5uYc9dEf3gHj6kLp0oIaSxDvBq";

export function session(): Session {
  return {
    user: { id: "user-ada", email: "ada@harbour.example", name: "Ada Lovelace" },
    memberships: [
      { organisation: { slug: "harbour", name: "Harbour" }, role: "owner", projects: projects() },
      {
        organisation: { slug: "pier", name: "Pier & Sons" },
        role: "viewer",
        projects: [{ slug: "cranes", name: "Cranes" }],
      },
    ],
  };
}

export function repositories(): ConnectedRepository[] {
  return [
    {
      model: "flight-delays",
      provider: "github",
      url: "https://github.com/harbour/flight-delays",
      branch: "main",
      hasAccessToken: true,
      webhookUrl: "https://plimsoll.example.org/api/v1/webhooks/01945f0e-6a00-7000-8000-000000000001",
      secret: null,
      createdAt: ago(86_400_000 * 6),
      createdBy: "ada@harbour.example",
    },
  ];
}

export function allowedGlobals(): AllowedGlobal[] {
  return [
    {
      id: "allowed-clip",
      global: "harbour_features.scaling.Clip",
      model: "flight-delays",
      reason: "Our own package of features, reviewed with each release.",
      allowedBy: "ada@harbour.example",
      allowedAt: ago(86_400_000 * 12),
      revokedBy: null,
      revokedAt: null,
    },
    {
      id: "allowed-getcwd",
      global: "os.getcwd",
      model: null,
      reason: "Left over in an old export; calls nothing.",
      allowedBy: "ada@harbour.example",
      allowedAt: ago(86_400_000 * 90),
      revokedBy: "grace@harbour.example",
      revokedAt: ago(86_400_000 * 40),
    },
  ];
}

export function deliveries(): Delivery[] {
  return [
    {
      id: "72d3162e-cc78-11e3-81ab-4c9367dc0958",
      event: "push",
      outcome: "main at 9f13c0a7 is being deployed.",
      jobId: "job-done",
      receivedAt: ago(3_600_000 * 30),
    },
  ];
}

export function projects(): Named[] {
  return [
    { slug: "flights", name: "Flights" },
    { slug: "quayside", name: "Quayside" },
  ];
}

export function members(): Member[] {
  return [
    {
      userId: "user-ada",
      email: "ada@harbour.example",
      name: "Ada Lovelace",
      role: "owner",
      state: "active",
      invitedAt: ago(86_400_000 * 9),
    },
    {
      userId: "user-grace",
      email: "grace@harbour.example",
      name: "Grace Hopper",
      role: "engineer",
      state: "active",
      invitedAt: ago(86_400_000 * 9),
    },
    {
      userId: "user-new",
      email: "katherine@harbour.example",
      name: "",
      role: "viewer",
      state: "invited",
      invitedAt: ago(7_200_000),
    },
  ];
}

export function invite(body: Record<string, unknown>): Invitation {
  return {
    member: {
      userId: "user-x",
      email: String(body.email),
      name: "",
      role: "engineer",
      state: "invited",
      invitedAt: ago(0),
    },
    invitationUrl: "http://127.0.0.1:8080/invitation?token=pI7s2Vq8Xn4Lr0Tz",
  };
}

export function smtp(): SmtpSettings {
  return { configured: false, username: null };
}

const asTheProject: KeyLimits = { requestsPerSecond: null, burst: null, requestsPerDay: null };

export function keyDefaults(): KeyLimits {
  return { requestsPerSecond: 100, burst: 100, requestsPerDay: null };
}

export function keys(): ApiKey[] {
  return [
    {
      id: "key-1",
      name: "default",
      prefix: "plm_N7xk",
      scopes: ["predict", "events", "deploy", "read"],
      models: [],
      limits: asTheProject,
      usedToday: 48_211,
      refusedToday: 0,
      createdAt: ago(86_400_000 * 3),
      createdBy: "first start",
      lastUsedAt: ago(3_000),
      revokedAt: null,
    },
    {
      id: "key-2",
      name: "scoring service, production",
      prefix: "plm_b81Z",
      scopes: ["predict"],
      models: ["flight-delays"],
      limits: { requestsPerSecond: 50, burst: 200, requestsPerDay: 1_000_000 },
      usedToday: 1_000_000,
      refusedToday: 312,
      createdAt: ago(86_400_000),
      createdBy: "Ada Lovelace",
      lastUsedAt: ago(64_000),
      revokedAt: null,
    },
    {
      id: "key-3",
      name: "old laptop",
      prefix: "plm_w0Qe",
      scopes: ["deploy"],
      models: [],
      limits: asTheProject,
      usedToday: 0,
      refusedToday: 0,
      createdAt: ago(86_400_000 * 9),
      createdBy: "Grace Hopper",
      lastUsedAt: null,
      revokedAt: ago(86_400_000 * 2),
    },
  ];
}

export function landing(): Landing {
  return { deployBranch: "staging", branches: { develop: "dev" } };
}

export function plan(): ProjectPlan {
  return {
    name: "team",
    requestsPerSecond: 50,
    burst: 100,
    requestsPerDay: 2_000_000,
    maxBodyBytes: 1_048_576,
    usedToday: 412_305,
  };
}
