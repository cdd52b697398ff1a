"""What could be a name in ticked text: 50 sentences that name someone, 50 that do not."""

from __future__ import annotations

from datetime import date

from practice_xl.coach.patterns import found_in, names_in

TODAY = date(2026, 11, 2)
NAMING = """
Call Mr Alder about the bill
ask Mrs. Birch whether Friday suits
Dr Cole wants a report
Ms Dunn moves to fortnightly
Miss Eden pays late
write to Prof. Flint
Sarah's unpaid bill
send the letter to Tom's mother
move Priya's slot to Monday
agree a plan for Jürgen's fee
the Hendersons owe two sessions
offer the Okafors a morning slot
see the Smiths fortnightly
the Garcia family needs a sliding fee
bill the Novak family
refund the lindqvist family
client Rosa wants evenings
offer client Ben the freed slot
client j. needs a reminder
move client AB to Tuesday
client 17 is overdue
charge client #12 for the missed session
#4471 owes two sessions
chase #238 for payment
send @mia_k the form
message @jonas.w about the group
call sarah about the bill
ask tom to move
email priya the invoice
phone ben on Friday
text rosa the new time
remind anna to pay
meet Jane Doe
discuss Maria Lopez
J. D. first
ask MK whether it suits
Ana María López calls
John O'Neil pays
Jane D. is late
tell K.L. about the fee
refer Van den Berg onwards
write to jane@example.org
call 07700 900123
born 3 March 1985
DOB 3/4/1985
member 48120077
see Herr Weber at ten
raise Mme Dupont's fee
Lady Ashton's invoice
the Petrov's cancelled again
""".strip().splitlines()
HARMLESS = """
Raise the full fee from January
Negotiate with Blue Cross
Ask Blue Cross for a better rate
Leave the Blue Shield panel
Ask the billing service to follow up
Call the insurer about the rate
Email the referral list
Meet three strong referral sources
Offer EMDR intensives twice a year
Check the CPT code for long sessions
Bill CPT 90837 instead of 90834
Register in the New York directory
Move the practice to New York
Update the Psychology Today profile
Add a page on EMDR to Psychology Today
Write the website text at https://oakcounsel.example
Renew the Good Faith Estimate form
Send the Good Faith Estimate with each new fee
Keep Friday from 9 to 10 free for the practice
Put the CEO hour on Monday
Use the EHR reminders
Ask clients whether mornings suit
Tell clients about the new fee in November
Offer the freed slot to the short-notice list
Call back inquiries within a day
Hand the weekly billing to a billing service
Collect what is older than 60 days
Send bills on Thursday
Close the notes the same day
Join the San Francisco consultation group
Attend the CBT and DBT training in March
Talk to United Healthcare about credentialing
Apply to Aetna and Cigna
Ask Medicare about telehealth rules
Review the late cancellation policy
Have two groups of 6 at $60
Run a workshop in Los Angeles
Read the AAMFT ethics code
Take August off
Cut the rent by sharing the second room
Find a second clinician for Tuesday evenings
Choose the lever for the day we are full
Ask three physicians for coffee
Email schools about the parent evening
Text reminders a day before
Phone hours on Wednesday only
Remind everyone of the 24 hour rule
Plan 2027 with the accountant
The practice's goal is 20 sessions a week
Lower the admin hours to 6
""".strip().splitlines()


def test_a_title_of_another_language_and_a_call_that_goes_on_are_asked_about() -> None:
    assert names_in("Lower the fee for Sr. Álvarez")
    assert names_in("tell gwen that the rate changes")
    assert not names_in("Move the practice to Google Workspace")


def test_names_are_asked_about_and_plain_sentences_are_not() -> None:
    """At most 5 of 50 that identify pass, at most 5 of 50 harmless ones are asked about."""
    assert (len(NAMING), len(HARMLESS)) == (50, 50)
    passed = [text for text in NAMING if not names_in(text) and not found_in(text, TODAY)]
    asked = [text for text in HARMLESS if names_in(text) or found_in(text, TODAY)]
    assert len(passed) <= 5, passed
    assert len(asked) <= 5, asked
