import { assertEquals } from "@std/assert";
import { GUARDED, roomsOf, tooLow } from "./rooms.ts";

const REPORT = `SF:/top/src/codecs/v1.ts
LF:10
LH:9
BRF:0
BRH:0
end_of_record
SF:/top/src/codecs/v2.ts
LF:90
LH:90
BRF:4
BRH:3
end_of_record
SF:/top/mod.ts
LF:1
LH:1
end_of_record
`;

Deno.test("the files of a room count together", () => {
  assertEquals(roomsOf(REPORT, "/top/"), [
    { room: "mod.ts", branches: 100, lines: 100 },
    { room: "src/codecs", branches: 75, lines: 99 },
  ]);
});

Deno.test("a room falls short by either figure, and when nothing is known of it", () => {
  const all = Object.keys(GUARDED).map((room) => ({ room, branches: 95, lines: 95 }));
  assertEquals(tooLow(all), []);
  const [first, second, ...rest] = all.map(({ room }) => room);
  const low = all.slice(0, -1).map((room) =>
    room.room === first
      ? { ...room, branches: 94.9 }
      : room.room === second
      ? { ...room, lines: 0 }
      : room
  );
  assertEquals(tooLow(low), [first, second, rest.at(-1)]);
});
