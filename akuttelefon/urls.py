app_name = "akuttelefon"
urlpatterns = []
