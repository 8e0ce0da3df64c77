"""Phones in stories: a double of Twilio, made from its documented answers, that takes
short messages; and what people answer by them, signed as Twilio signs."""
import base64
import hashlib
import hmac
import json
import os
import urllib.parse

from doubles import HttpDouble
from steps import expect, step

ACCOUNT, TOKEN = "AC1", "of-the-story"
PUBLIC = "https://stanch.example.org"


class ShortMessage:
    """One that arrived at a phone; it looks like a notice of the inbox."""

    def __init__(self, who, form):
        self.channel, self.who, self.urgent = "sms", who, True
        self.text, self.subject = form["Body"], form["Body"].split("\n")[0]
        self.key, self.ack_link, self.headers = "", "", {}

    def __str__(self):
        return f"page to {self.who} by sms: {self.subject}"


class Phones(HttpDouble):
    """A double: takes messages for Twilio and puts them to the inbox's notices."""

    def __init__(self, notices):
        self.notices, self.people, self.count = notices, {}, 0
        super().__init__()

    def answer(self, path, headers, body):
        form = dict(urllib.parse.parse_qsl(body.decode()))
        if not path.endswith(f"/Accounts/{ACCOUNT}/Messages.json"):
            return 404, '{"code": 20404, "message": "not found", "status": 404}'
        self.count += 1
        self.notices.append(ShortMessage(self.people.get(form["To"], form["To"]), form))
        return 201, json.dumps({"sid": f"SM{self.count:032}", "status": "queued"})


def phones_of(stage):
    if "phones" not in stage.services:
        stage.services["phones"] = Phones(stage.inbox.notices)
        path = os.path.join(stage.folder, "twilio.token")
        with open(path, "w", encoding="ascii") as file:
            file.write(TOKEN)
    return stage.services["phones"]


@step("given", r"(\w+)'s number is (\+\d+)")
def number_is(stage, person, number):
    phones_of(stage).people[number] = person


def signature(path, form):
    text = PUBLIC + path + "".join(key + form[key] for key in sorted(form))
    digest = hmac.new(TOKEN.encode(), text.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def send_short_message(stage, person, text, signed=True, sid=None):
    phones = phones_of(stage)
    number = next(number for number, name in phones.people.items() if name == person)
    phones.count += 1
    form = {"AccountSid": ACCOUNT, "MessageSid": sid or f"SM-in-{phones.count}",
            "From": number, "To": "+15550001", "Body": text}
    path = "/callbacks/twilio/sms/sms"
    stage.kept["sid"] = form["MessageSid"]
    stage.answer = stage.server.remote(
        "POST", path, urllib.parse.urlencode(form).encode(),
        {"Content-Type": "application/x-www-form-urlencoded",
         "X-Twilio-Signature": signature(path, form) if signed else "Zm9yZ2Vk"})


@step("when", r"(\w+) answers by SMS: (.+)")
def answer_by_sms(stage, person, text):
    send_short_message(stage, person, text)


@step("when", r"somebody forges an SMS of (\w+): (.+)")
def forge_sms(stage, person, text):
    send_short_message(stage, person, text, signed=False)


@step("when", r"the same SMS of (\w+) comes once more: (.+)")
def replay_sms(stage, person, text):
    send_short_message(stage, person, text, sid=stage.kept["sid"])


@step("then", r"(\w+) is paged by SMS: (.+)")
def paged_by_sms(stage, person, text):
    stage.rest()
    found = [page for page in stage.pages() if page.who == person and page.channel == "sms"]
    expect(any(text in page.text for page in found),
           [page.text for page in found] or "none")
