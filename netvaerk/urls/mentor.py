from django.urls import path

from netvaerk.views import mentor, mentorprofil, mentorspoergsmaal

ET = "mentorskaber/<int:pk>/"

urlpatterns = [
    path("mentorer/", mentor.mentorskab_list, name="mentorskab_list"),
    path("mentorfamilier/<int:pk>/", mentorprofil.mentorprofil_update, name="mentorprofil_update"),
    path(
        "mentorfamilier/<int:pk>/forloeb/ny/",
        mentorprofil.kompetenceforloeb_create,
        name="kompetenceforloeb_create",
    ),
    path(
        "kompetenceforloeb/<int:pk>/fjern/",
        mentorprofil.kompetenceforloeb_remove,
        name="kompetenceforloeb_remove",
    ),
    path("mentorskaber/ny/<int:pk>/", mentor.mentorskab_create, name="mentorskab_create"),
    path(ET, mentor.mentorskab_detail, name="mentorskab_detail"),
    path(f"{ET}mentor/", mentorspoergsmaal.mentorskab_ask, name="mentorskab_ask"),
    path(f"{ET}opfoelgning/", mentor.mentorskab_follow_up, name="mentorskab_follow_up"),
    path(f"{ET}ret/", mentor.mentorskab_update, name="mentorskab_update"),
    path(f"{ET}slut/", mentor.mentorskab_end, name="mentorskab_end"),
    path(
        "mentorspoergsmaal/<int:pk>/svar/",
        mentorspoergsmaal.mentorspoergsmaal_answer,
        name="mentorspoergsmaal_answer",
    ),
    path(
        "mentorspoergsmaal/<int:pk>/traek/",
        mentorspoergsmaal.mentorspoergsmaal_withdraw,
        name="mentorspoergsmaal_withdraw",
    ),
]
