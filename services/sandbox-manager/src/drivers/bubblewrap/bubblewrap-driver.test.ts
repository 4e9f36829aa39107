import { createTestDriver } from "../../test-support/bubblewrap-under-test.ts";
import { describeDriver } from "../driver.contract.ts";

describeDriver("bubblewrap", () => createTestDriver());
