import { describe, expect, it } from "vitest";
import {
  cameFromElsewhere,
  chosen,
  EMPTY_PLATFORM,
  family,
  hostOf,
  mayUndo,
  means,
  platformBody,
  platformProblems,
  refusedDeployments,
  roleGroups,
  roleWords,
  ruleProblems,
  sameRules,
  settled,
  verdictOn,
  waitingPlatforms,
} from "./model";
import { aCheck, anAdmin, anInstitution, aPlatform } from "./samples";

const LIS = "http://purl.imsglobal.org/vocab/lis/v2";

describe("what the operator sees", () => {
  const view = anAdmin({
    operator: true,
    institutions: [
      anInstitution({ institution_id: "z", name: "Zeta", platforms: [aPlatform({})] }),
      anInstitution({
        institution_id: "w",
        name: "Waiting: lms.example",
        platforms: [aPlatform({ platform_id: "late", status: "waiting", created_at: 9 })],
      }),
      anInstitution({ institution_id: "a", name: "Alpha", platforms: [] }),
      anInstitution({
        institution_id: "w2",
        platforms: [aPlatform({ platform_id: "early", status: "waiting", created_at: 3 })],
      }),
    ],
  });

  it("lists what waits, oldest first", () => {
    expect(waitingPlatforms(view).map(({ platform }) => platform.platform_id)).toEqual(["early", "late"]);
  });

  it("leaves institutions that only wait out of the list, and sorts it by name", () => {
    expect(settled(view).map(({ name }) => name)).toEqual(["Alpha", "Zeta"]);
  });

  it("shows the chosen institution, or the first when that one is gone", () => {
    const list = settled(view);
    expect(chosen(list, "z")?.name).toBe("Zeta");
    expect(chosen(list, "gone")?.name).toBe("Alpha");
    expect(chosen([], "z")).toBeUndefined();
  });
});

it("counts deployments that stand refused", () => {
  const seen = { deployment_id: "2", allowed: false, first_seen_at: 0 };
  expect(refusedDeployments(aPlatform({ deployments: [seen, { ...seen, deployment_id: "1", allowed: true }] }))).toBe(1);
});

it("says who has switched an LMS off, and lets only the operator undo what the operator did", () => {
  const off = (switched_off_by: "operator" | "institution") => aPlatform({ status: "off", switched_off_by });
  expect(means(aPlatform({}))).toBe("Launches from this LMS are taken.");
  expect(means(off("operator"))).toContain("whoever runs this server");
  expect(means(off("institution"))).toContain("by the institution");
  expect([mayUndo(off("operator"), false), mayUndo(off("operator"), true)]).toEqual([false, true]);
  expect(mayUndo(off("institution"), false)).toBe(true);
});

it("notices a registration that came from another host than its issuer's", () => {
  const from = (registered_at: string) => aPlatform({ issuer: "https://lms.example/x", registered_at });
  expect([from("lms.example"), from("evil.example"), from("")].map(cameFromElsewhere)).toEqual([false, true, false]);
});

it("sums a test up", () => {
  expect(verdictOn([aCheck({ status: "failed" }), aCheck({})])).toBe("1 of 2 checks failed");
  expect(verdictOn([aCheck({ status: "unknown" }), aCheck({})])).toBe("Nothing failed; 1 of 2 not yet known");
  expect(verdictOn([aCheck({})])).toBe("Everything works");
});

it("names families and hosts", () => {
  expect(family("open-edx")).toBe("Open edx");
  expect(family("")).toBe("");
  expect(hostOf("https://lms.example:8443/x")).toBe("lms.example:8443");
  expect(hostOf("nonsense")).toBe("nonsense");
});

describe("roles", () => {
  it.each([
    [`${LIS}/membership#ContentDeveloper`, "Content developer", "In the course"],
    [`${LIS}/membership/Instructor#TeachingAssistant`, "Teaching assistant (Instructor)", "In the course"],
    [`${LIS}/institution/person#Faculty`, "Faculty", "In the institution"],
    [`${LIS}/system/person#SysAdmin`, "Sys admin", "In the LMS"],
    ["urn:example:exam-office", "urn:example:exam-office", "Other"],
  ])("%s reads as %s", (uri, name, scope) => {
    expect(roleWords(uri)).toEqual({ name: name === uri ? "Urn:example:exam-office" : name, scope });
  });

  it("are grouped by where they hold", () => {
    const groups = roleGroups([`${LIS}/membership#Mentor`, `${LIS}/system/person#SysAdmin`, `${LIS}/membership#Learner`]);
    expect(groups.map(([scope, uris]) => [scope, uris.length])).toEqual([
      ["In the course", 2],
      ["In the LMS", 1],
    ]);
  });

  it("must be whole addresses, each once", () => {
    const role = "proctor";
    const problems = ruleProblems([
      { lti_role: `${LIS}/membership#Mentor`, role },
      { lti_role: ` ${LIS}/membership#Mentor `, role },
      { lti_role: "", role },
      { lti_role: "Mentor", role },
      { lti_role: "urn:lti:role:x", role },
    ]);
    expect(problems.map(Boolean)).toEqual([false, true, true, true, false]);
  });

  it("are compared by what they say", () => {
    const rule = { lti_role: "urn:a", role: "proctor" } as const;
    expect(sameRules([{ ...rule, key: 1 } as typeof rule], [rule])).toBe(true);
    expect(sameRules([rule], [{ ...rule, role: "nobody" }])).toBe(false);
    const other = { ...rule, lti_role: "urn:b" };
    expect(sameRules([rule, other], [other, rule])).toBe(true);
  });
});

describe("registration by hand", () => {
  const whole = {
    ...EMPTY_PLATFORM,
    name: " Moodle ",
    issuer: "https://lms.example ",
    client_id: "c1",
    auth_login_url: "https://lms.example/auth",
    auth_token_url: "https://lms.example/token",
    jwks_url: "https://lms.example/jwks",
    deployment_ids: "1\n2, 2\n\n",
  };

  it("asks for everything but audience and deployments", () => {
    const asked = ["name", "client_id", "issuer", "auth_login_url", "auth_token_url", "jwks_url"];
    expect(Object.keys(platformProblems(EMPTY_PLATFORM)).sort()).toEqual(asked.sort());
    expect(platformProblems(whole)).toEqual({});
  });

  it.each(["lms.example", "ftp://lms.example", "https://", "https://a b"])("does not take %s for an address", (jwks_url) => {
    expect(platformProblems({ ...whole, jwks_url })).toHaveProperty("jwks_url");
  });

  it("sends it trimmed, with each deployment once", () => {
    expect(platformBody(whole)).toMatchObject({ name: "Moodle", issuer: "https://lms.example", deployment_ids: ["1", "2"] });
  });
});
