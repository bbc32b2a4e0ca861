import { describe, expect, it } from "vitest";
import { cellsOf, csvOf } from "../../src/organiser/cells";
import { electorsIn, telephonesIn } from "../../src/organiser/lists/parse";
import { understand } from "../../src/organiser/volunteers/parse";

const SAM = { email: "sam@example.org", name: "Sam Reid" };
const WEI = { email: "wei@example.org", name: "Wei Chen" };

describe("cells", () => {
  it("are told apart by what stands in most lines, and quotes hold them together", () => {
    expect(cellsOf('a;"b;\r\nc ""d"""\n\n e ;f')).toEqual([
      ["a", 'b;\r\nc "d"'],
      ["e", "f"],
    ]);
    expect(cellsOf("Reid, Sam\tsam@example.org")).toEqual([["Reid, Sam", "sam@example.org"]]);
    expect(cellsOf(" \n\t\n")).toEqual([]);
  });

  it("in a file of our own run no formula", () => {
    expect(csvOf([["=1+1", "+44", 'a "b", c', "plain", "12/1", "MAR-12", "AB-12"]])).toBe(
      '\uFEFF\'=1+1,\'+44,"a ""b"", c",plain,\'12/1,\'MAR-12,AB-12\r\n',
    );
    expect(csvOf([[" =1+1", "'s-Gravenhage"]])).toBe("\uFEFF' =1+1,''s-Gravenhage\r\n");
  });
});

describe("a list of volunteers", () => {
  it.each([
    ["name first", "Sam Reid, sam@example.org\nWei Chen, wei@example.org"],
    ["e-mail first", "sam@example.org;Sam Reid\nwei@example.org;Wei Chen"],
    ["tabs and a heading", "E-mail\tName\nsam@example.org\tSam Reid\nwei@example.org\tWei Chen"],
    [
      "a heading, two names, and columns that nobody asked for",
      "Surname,First name,Ward,Email\nReid,Sam,Mill,SAM@example.org\nChen,Wei,Quay,wei@example.org",
    ],
    ["as mail programs write them", 'Sam Reid <sam@example.org>\n"Wei Chen" <wei@example.org>'],
    ["nothing but spaces between", "sam@example.org Sam Reid\nWei  Chen wei@example.org"],
    ["a cell for each name", "Sam,Reid,sam@example.org\nWei,Chen,wei@example.org"],
  ])("is understood with %s", (_, text) => {
    expect(understand(text)).toEqual({ people: [SAM, WEI], refused: [] });
  });

  it("says of each line that it cannot use why", () => {
    const text = [
      "Sam Reid, sam@example.org",
      "Ann Other",
      "Bo, bo@example",
      "Cy, cy@@example.org",
      "Di and Ed, di@example.org, ed@example.org",
      "flo@example.org",
      "Sam R., SAM@example.org",
    ].join("\n");
    expect(understand(text)).toEqual({
      people: [SAM],
      refused: [
        { text: "Ann Other", why: "no_email" },
        { text: "Bo, bo@example", why: "no_email" },
        { text: "Cy, cy@@example.org", why: "no_email" },
        { text: "Di and Ed, di@example.org, ed@example.org", why: "two_emails" },
        { text: "flo@example.org", why: "no_name" },
        { text: "Sam R., SAM@example.org", why: "twice" },
      ],
    });
  });
});

describe("a list of electors", () => {
  it.each([
    ["one a line", "AB-124/1\nAB124\n124/1\nAB 124 1", ["AB-124/1", "AB124", "124/1", "AB 124 1"]],
    ["several a line", "AB124, AB125\nAB126; AB127", ["AB124", "AB125", "AB126", "AB127"]],
    ["numbers alone, with spaces", "124 125/1 126", ["124", "125/1", "126"]],
    ["a heading", "Elector number\nAB1\nAB2\nAB1", ["AB1", "AB2"]],
    ["names beside them", "AB1,Sam Reid\nAB2,Wei Chen\nAB3,Ann Other", ["AB1", "AB2", "AB3"]],
    ["a line that is none of them", "AB1\nMrs Reid\nAB2", ["AB1", "Mrs Reid", "AB2"]],
  ])("is taken with %s", (_, text, numbers) => {
    expect(electorsIn(text).numbers).toEqual(numbers);
  });

  it("is put together from a register's columns", () => {
    const register = [
      "Elector Number Prefix,Elector Number,Elector Number Suffix,Address1,Elector Name",
      "AB,124,0,1 Mill Lane,Reid Sam",
      "AB,124,1,1 Mill Lane,Reid Jo",
      "AC,7,,2 Quay,Chen Wei",
      ",,,,nobody",
    ];
    expect(electorsIn(register.join("\r\n"))).toEqual({
      numbers: ["AB-124", "AB-124/1", "AC-7"],
      columns: ["Elector Number Prefix", "Elector Number", "Elector Number Suffix"],
    });
  });
});

describe("a list of telephone numbers", () => {
  it("is taken as it was typed", () => {
    expect(telephonesIn("0113 496 0000\n+44 7700 900123\n(029) 2018 0201").numbers).toEqual([
      "0113 496 0000",
      "+44 7700 900123",
      "(029) 2018 0201",
    ]);
  });

  it("is found among a file's columns", () => {
    const file = "Name,Phone,Date\nSam,0113 496 0000,2027-01-02\nWei,07700 900123,2027-01-02";
    expect(telephonesIn(file).numbers).toEqual(["0113 496 0000", "07700 900123"]);
  });
});
