import { expect, it } from "vitest";
import { actingWords } from "./acting";

it("has words for attempts that are not an examinee's own, and none for others", () => {
  expect(actingWords("masquerade")?.label).toBe("Acted by an administrator");
  expect(actingWords("test_user")?.label).toBe("Test user");
  expect(actingWords("")).toBeNull();
});
