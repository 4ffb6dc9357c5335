/** The history in a file of SQLite, as every history has to be. */
import { openHistory } from "../../src/history/sqlite.ts";
import { inFolder } from "../support/in_folder.ts";
import { testHistory } from "./conformance/test_history.ts";

testHistory(
  "SQLite",
  (test) => inFolder((folder) => test((options) => openHistory(folder, options))),
);
